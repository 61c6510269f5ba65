use token_cache::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::ResponseMode;
use crate::provider::Issuer;
use crate::redirect::{Answer, Door, Expected, Loopback, LoopbackHost, Verified};

async fn open() -> (Door, u16) {
    open_for(ResponseMode::Query).await
}

async fn open_for(mode: ResponseMode) -> (Door, u16) {
    let redirect = Loopback { host: LoopbackHost::Localhost, port: None, path: String::new() };
    let ports = Ports::open(&redirect).await.unwrap();
    let port = ports.number();
    let expected = Expected::new(Secret::new("s".into()), Issuer::new("https://id.example"), false);
    (Door::open(expected, Some((ports, Target { port, path: "/".into(), mode }))), port)
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

async fn write(stream: &mut TcpStream, target: &str, port: u16) {
    let head = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Language: it\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
}

async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A connection that is cut off counts as an empty answer.
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8(text).unwrap()
}

async fn get(port: u16, target: &str) -> String {
    let mut stream = connect(port).await;
    write(&mut stream, target, port).await;
    read(&mut stream).await
}

async fn post(port: u16, form: &str) -> TcpStream {
    let mut stream = connect(port).await;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: null\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(form.as_bytes()).await.unwrap();
    stream
}

fn code(answer: &Answer) -> &str {
    match &answer.verified {
        Ok(Verified::Code(code)) => code.expose(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_browsers_answer_is_received_and_gets_its_page() {
    let (mut door, port) = open().await;
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    let answer = door.answer().await.unwrap();
    assert_eq!(code(&answer), "c");
    let ((), page) = tokio::join!(answer.browser.unwrap().show(Page::SignedIn), read(&mut browser));
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("Accesso effettuato"), "{page}");
}

#[tokio::test]
async fn strays_get_404_and_the_real_answer_still_counts() {
    let (mut door, port) = open().await;
    for target in ["/favicon.ico", "/", "/?state=s", "/x?code=c&state=s", "/?"] {
        assert!(get(port, target).await.starts_with("HTTP/1.1 404 "), "{target}");
    }
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert_eq!(code(&door.answer().await.unwrap()), "c");
}

#[tokio::test]
async fn an_overlong_request_gets_404_and_does_not_block() {
    let (mut door, port) = open().await;
    let mut stranger = connect(port).await;
    let head = format!("GET /?code={} HTTP/1.1\r\n", "x".repeat(100_000));
    // The other side may hang up before all of it is written.
    let _ = stranger.write_all(head.as_bytes()).await;
    let answer = read(&mut stranger).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 404 "), "{answer}");
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert!(door.answer().await.is_some());
}

#[tokio::test]
async fn a_hundred_connections_that_say_nothing_do_not_keep_the_browser_out() {
    let (mut door, port) = open().await;
    let mut strangers = Vec::new();
    for _ in 0..100 {
        let mut stranger = connect(port).await;
        stranger.write_all(b"GET /?code=").await.unwrap();
        strangers.push(stranger);
    }
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert!(door.answer().await.is_some());
}

#[tokio::test(start_paused = true)]
async fn too_many_connections_cost_the_oldest_its_place() {
    let (_door, port) = open().await;
    let start = tokio::time::Instant::now();
    let mut strangers = Vec::new();
    for _ in 0..65 {
        let mut stranger = connect(port).await;
        stranger.write_all(b"GET /?code=").await.unwrap();
        strangers.push(stranger);
    }
    assert_eq!(read(&mut strangers[0]).await, "");
    // The clock stands still while there is something to do: nobody's time was up.
    assert!(start.elapsed().as_secs() < 10);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_says_nothing_is_closed_in_the_end() {
    let (_door, port) = open().await;
    let mut stranger = connect(port).await;
    stranger.write_all(b"GET /?co").await.unwrap();
    assert_eq!(read(&mut stranger).await, "");
}

#[tokio::test]
async fn only_the_first_answer_counts_and_then_the_port_is_closed() {
    let (mut door, port) = open().await;
    let mut first = connect(port).await;
    write(&mut first, "/?code=first&state=s", port).await;
    let answer = door.answer().await.unwrap();
    assert_eq!(code(&answer), "first");
    // Whether the port is closed already or about to be, nobody takes a second answer.
    if let Ok(mut second) = TcpStream::connect(("127.0.0.1", port)).await {
        write(&mut second, "/?code=second&state=s", port).await;
        let page = read(&mut second).await;
        assert!(page.is_empty() || page.starts_with("HTTP/1.1 404 "), "{page}");
    }
    assert!(door.answer().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_browser_is_not_kept_waiting_for_long() {
    let (mut door, port) = open().await;
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    let _answer = door.answer().await.unwrap();
    let page = read(&mut browser).await;
    assert!(page.contains("Torna a Tessera"), "{page}");
}

#[tokio::test]
async fn both_loopback_addresses_lead_here_and_no_other() {
    let (mut door, port) = open().await;
    if let Ok(mut browser) = TcpStream::connect(("::1", port)).await {
        write(&mut browser, "/?code=c&state=s", port).await;
        assert!(door.answer().await.is_some());
    }
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
}

#[tokio::test]
async fn the_port_is_closed_with_the_listener() {
    let (door, port) = open().await;
    drop(door);
    // The task that holds the port ends at its next turn.
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let free = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
    assert!(free.is_ok());
}

#[tokio::test]
async fn a_posted_answer_is_received_and_gets_its_page() {
    let (mut door, port) = open_for(ResponseMode::FormPost).await;
    let mut browser = post(port, "code=a%2Fb&state=s").await;
    let answer = door.answer().await.unwrap();
    assert_eq!(code(&answer), "a/b");
    let ((), page) = tokio::join!(answer.browser.unwrap().show(Page::SignedIn), read(&mut browser));
    assert!(page.contains("You are signed in"), "{page}");
}

#[tokio::test]
async fn a_posted_answer_may_come_in_pieces_and_what_follows_it_does_not_count() {
    let (mut door, port) = open_for(ResponseMode::FormPost).await;
    let mut browser = connect(port).await;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 14\r\n\r\n"
    );
    for piece in [head.as_str(), "code=c", "&state=s", "&code=d"] {
        browser.write_all(piece.as_bytes()).await.unwrap();
        browser.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(code(&door.answer().await.unwrap()), "c");
}

#[tokio::test]
async fn a_form_that_nobody_asked_for_or_that_is_cut_short_is_stray() {
    let (mut door, port) = open().await;
    let mut stranger = post(port, "code=c&state=s").await;
    assert!(read(&mut stranger).await.starts_with("HTTP/1.1 404 "));
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=d&state=s", port).await;
    assert_eq!(code(&door.answer().await.unwrap()), "d");

    let (_door, port) = open_for(ResponseMode::FormPost).await;
    let mut stranger = connect(port).await;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 99\r\n\r\ncode=c&state=s"
    );
    stranger.write_all(head.as_bytes()).await.unwrap();
    stranger.shutdown().await.unwrap();
    assert!(read(&mut stranger).await.starts_with("HTTP/1.1 404 "));
}

#[tokio::test]
async fn an_answer_of_another_sign_in_ends_nothing_and_learns_nothing() {
    let (mut door, port) = open().await;
    for target in ["/?code=stolen&state=made-up", "/?code=stolen", "/?error=access_denied&state=x"] {
        let page = get(port, target).await;
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("non era attesa"), "{page}");
    }
    assert!(door.saw_another_answer());
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert_eq!(code(&door.answer().await.unwrap()), "c");
}

#[tokio::test]
async fn the_first_answer_of_either_door_shuts_both() {
    let (mut door, port) = open().await;
    let handle = door.handle();
    handle.accept("http://localhost/?code=pasted&state=s").unwrap();
    assert_eq!(handle.accept("code=again&state=s").unwrap_err(), crate::RedirectRefused::Over);
    let late = get(port, "/?code=late&state=s").await;
    assert!(late.is_empty() || late.starts_with("HTTP/1.1 404 "), "{late}");
    assert_eq!(code(&door.answer().await.unwrap()), "pasted");
    assert_eq!(handle.accept("code=later&state=s").unwrap_err(), crate::RedirectRefused::Over);
}
