//! Asks a web app as many browsers would: some connections, each with one request at a time, for a person at random.

use std::{
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use serde::Deserialize;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use super::people::{Person, SCOPE};
use crate::Outcome;

pub(super) const CONNECTIONS: usize = 16;
const LONGEST_ANSWER: usize = 16 * 1024;
const MOST_HEADERS: usize = 32;
/// MSAL Python tells for how many seconds a token is still good, and the clock goes on meanwhile.
const TOLERANCE: i64 = 2;

/// A person with the cookies that an app knows them by.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub(super) person: Person,
    pub(super) cookies: String,
}

/// What came of some seconds.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) latencies: Vec<Duration>,
    pub(super) took: Duration,
}

impl Load {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    pub(super) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }
}

/// What `/status` answers.
#[derive(Debug, Deserialize)]
struct Status<'a> {
    username: &'a str,
    scope: &'a str,
    source: &'a str,
    expires_on: i64,
}

/// Loads the app for so long. Fails when any answer is not about the person who asked, or not out of the cache.
pub(super) fn load(address: SocketAddr, visitors: &[Visitor], time: Duration) -> Outcome<Load> {
    let asked: Rc<Vec<_>> = Rc::new(visitors.iter().map(|visitor| Asked::new(visitor, address)).collect());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let began = Instant::now();
    let end = began + time;
    let local = LocalSet::new();
    let running: Vec<_> = (0..CONNECTIONS)
        .map(|number| local.spawn_local(Connection::new(address, number).run(Rc::clone(&asked), end)))
        .collect();
    let mut load = Load::default();
    local.block_on(&runtime, async {
        for connection in running {
            load.latencies.append(&mut connection.await??);
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    })?;
    load.took = began.elapsed();
    Ok(load)
}

/// The cookies that an app sets for a request.
pub(super) fn cookies_of(address: SocketAddr, path: &str) -> Outcome<String> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut connection = Connection::new(address, 0);
    runtime.block_on(connection.ask(request.as_bytes()))?;
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(&connection.read)?;
    let set = response.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("set-cookie"));
    let pairs = set.filter_map(|header| std::str::from_utf8(header.value).ok()?.split(';').next());
    Ok(pairs.collect::<Vec<_>>().join("; "))
}

/// A request, and who it is of.
struct Asked {
    request: Vec<u8>,
    person: Person,
}

impl Asked {
    fn new(visitor: &Visitor, address: SocketAddr) -> Self {
        let request =
            format!("GET /status HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n", visitor.cookies);
        Self { request: request.into_bytes(), person: visitor.person.clone() }
    }

    fn check(&self, status: u16, body: &[u8]) -> Outcome<()> {
        let told = || format!("status {status}, {}", String::from_utf8_lossy(body));
        let answer: Status = serde_json::from_slice(body).map_err(|_| told())?;
        let ends_then = (answer.expires_on - self.person.expires_on).abs() <= TOLERANCE;
        let is_right = status == 200
            && answer.username == self.person.username
            && answer.scope == SCOPE
            && answer.source == "cache"
            && ends_then;
        if is_right {
            Ok(())
        } else {
            Err(format!("{} was answered {}", self.person.username, told()).into())
        }
    }
}

/// A connection that is kept as long as the app does.
struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    read: Vec<u8>,
    random: u64,
}

/// Where an answer's parts are.
struct Answer {
    status: u16,
    body: usize,
    end: usize,
    is_last: bool,
}

impl Connection {
    fn new(address: SocketAddr, number: usize) -> Self {
        let random = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self { address, stream: None, read: Vec::with_capacity(LONGEST_ANSWER), random }
    }

    async fn run(mut self, asked: Rc<Vec<Asked>>, end: Instant) -> Outcome<Vec<Duration>> {
        let mut latencies = Vec::new();
        loop {
            let since = Instant::now();
            if since >= end {
                return Ok(latencies);
            }
            let Some(one) = asked.get(self.next(asked.len())) else { return Ok(latencies) };
            let answer = self.ask(&one.request).await?;
            latencies.push(since.elapsed());
            one.check(answer.status, self.read.get(answer.body..answer.end).unwrap_or_default())?;
        }
    }

    fn next(&mut self, count: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap_or_default() % count.max(1)
    }

    /// Sends a request, over a new connection if the app has closed the old one, and reads the answer.
    async fn ask(&mut self, request: &[u8]) -> Outcome<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.write_all(request).await?;
        self.read.clear();
        loop {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err("the app closed the connection amid an answer".into());
            }
            if let Some(answer) = parse(&self.read)? {
                self.stream = (!answer.is_last).then_some(stream);
                return Ok(answer);
            }
        }
    }
}

/// The answer, if all of it is there.
fn parse(read: &[u8]) -> Outcome<Option<Answer>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(body) = response.parse(read)? else { return Ok(None) };
    let (mut length, mut is_last) = (None, false);
    for header in &*response.headers {
        if header.name.eq_ignore_ascii_case("content-length") {
            length = std::str::from_utf8(header.value)?.parse::<usize>().ok();
        } else if header.name.eq_ignore_ascii_case("connection") {
            is_last = header.value.eq_ignore_ascii_case(b"close");
        }
    }
    let end = body + length.ok_or("an answer without a length")?;
    let status = response.code.unwrap_or_default();
    Ok((read.len() >= end).then_some(Answer { status, body, end, is_last }))
}
