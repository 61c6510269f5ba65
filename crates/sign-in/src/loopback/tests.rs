use token_cache::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::provider::Issuer;

fn port(listener: &RedirectListener) -> u16 {
    let url = listener.redirect_url();
    url.rsplit_once(':').unwrap().1.parse().unwrap()
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

fn code(answer: RedirectAnswer) -> Result<Secret, crate::SignInError> {
    let (state, issuer) = (Secret::new("s".into()), Issuer::new("https://id.example"));
    answer.into_code(&Expected { state: &state, issuer: &issuer, issuer_required: false, host: "id.example" })
}

#[tokio::test]
async fn the_browsers_answer_is_received_and_gets_its_page() {
    let mut listener = RedirectListener::open().await.unwrap();
    let mut browser = connect(port(&listener)).await;
    write(&mut browser, "/?code=c&state=s", port(&listener)).await;
    let answer = listener.answer().await.unwrap();
    assert_eq!(code(answer.parameters).unwrap().expose(), "c");
    let ((), page) = tokio::join!(answer.browser.show(Page::SignedIn), read(&mut browser));
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("Accesso effettuato"), "{page}");
}

#[tokio::test]
async fn strays_get_404_and_the_real_answer_still_counts() {
    let mut listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    for target in ["/favicon.ico", "/", "/?state=s", "/x?code=c&state=s", "/?"] {
        assert!(get(port, target).await.starts_with("HTTP/1.1 404 "), "{target}");
    }
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert!(code(listener.answer().await.unwrap().parameters).is_ok());
}

#[tokio::test]
async fn an_overlong_request_gets_404_and_does_not_block() {
    let mut listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    let mut stranger = connect(port).await;
    let head = format!("GET /?code={} HTTP/1.1\r\n", "x".repeat(100_000));
    // The other side may hang up before all of it is written.
    let _ = stranger.write_all(head.as_bytes()).await;
    let answer = read(&mut stranger).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 404 "), "{answer}");
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert!(listener.answer().await.is_some());
}

#[tokio::test]
async fn a_hundred_connections_that_say_nothing_do_not_keep_the_browser_out() {
    let mut listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    let mut strangers = Vec::new();
    for _ in 0..100 {
        let mut stranger = connect(port).await;
        stranger.write_all(b"GET /?code=").await.unwrap();
        strangers.push(stranger);
    }
    let mut browser = connect(port).await;
    write(&mut browser, "/?code=c&state=s", port).await;
    assert!(listener.answer().await.is_some());
}

#[tokio::test(start_paused = true)]
async fn too_many_connections_cost_the_oldest_its_place() {
    let listener = RedirectListener::open().await.unwrap();
    let (port, start) = (port(&listener), tokio::time::Instant::now());
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
    let listener = RedirectListener::open().await.unwrap();
    let mut stranger = connect(port(&listener)).await;
    stranger.write_all(b"GET /?co").await.unwrap();
    assert_eq!(read(&mut stranger).await, "");
}

#[tokio::test]
async fn only_the_first_answer_counts_and_then_the_port_is_closed() {
    let mut listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    let mut first = connect(port).await;
    write(&mut first, "/?code=first&state=s", port).await;
    let answer = listener.answer().await.unwrap();
    assert_eq!(code(answer.parameters).unwrap().expose(), "first");
    // Whether the port is closed already or about to be, nobody takes a second answer.
    if let Ok(mut second) = TcpStream::connect(("127.0.0.1", port)).await {
        write(&mut second, "/?code=second&state=s", port).await;
        let page = read(&mut second).await;
        assert!(page.is_empty() || page.starts_with("HTTP/1.1 404 "), "{page}");
    }
    assert!(listener.answer().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_browser_is_not_kept_waiting_for_long() {
    let mut listener = RedirectListener::open().await.unwrap();
    let mut browser = connect(port(&listener)).await;
    write(&mut browser, "/?code=c&state=s", port(&listener)).await;
    let _answer = listener.answer().await.unwrap();
    let page = read(&mut browser).await;
    assert!(page.contains("Torna a Tessera"), "{page}");
}

#[tokio::test]
async fn both_loopback_addresses_lead_here_and_no_other() {
    let mut listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    if let Ok(mut browser) = TcpStream::connect(("::1", port)).await {
        write(&mut browser, "/?code=c&state=s", port).await;
        assert!(listener.answer().await.is_some());
    }
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
}

#[tokio::test]
async fn the_port_is_closed_with_the_listener() {
    let listener = RedirectListener::open().await.unwrap();
    let port = port(&listener);
    drop(listener);
    // The task that holds the port ends at its next turn.
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let free = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
    assert!(free.is_ok());
}
