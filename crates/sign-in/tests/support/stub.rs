use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server that answers every path with JSON that was prepared for it, as a provider that is nobody's model.
/// A text is where it sends on to.
pub(crate) struct Stub {
    pub(crate) issuer: String,
    /// Paths, and the requests for them.
    asked: Arc<Mutex<Vec<(String, String)>>>,
    serving: JoinHandle<()>,
}

impl Stub {
    pub(crate) async fn start(answers: impl FnOnce(&str) -> HashMap<&'static str, Value>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let answers = answers(&issuer);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let paths = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                let path = request.split(' ').nth(1).unwrap_or_default();
                paths.lock().unwrap().push((path.to_owned(), request.clone()));
                let (status, body) = match answers.get(path) {
                    Some(Value::String(to)) => {
                        (format!("307 Redirect\r\nLocation: {to}"), String::from("{}"))
                    }
                    Some(answer) => (String::from("200 OK"), answer.to_string()),
                    None => (String::from("404 Not Found"), String::from("{}")),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
        });
        Self { issuer, asked, serving }
    }

    pub(crate) fn was_asked(&self, path: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|(asked, _)| asked == path)
    }

    /// What was first posted to a path.
    pub(crate) fn posted(&self, path: &str) -> String {
        self.first_request(path).split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }

    /// The headers of the first request for a path, their names in lower case.
    pub(crate) fn headers(&self, path: &str) -> HashMap<String, String> {
        let request = self.first_request(path);
        let (head, _) = request.split_once("\r\n\r\n").unwrap();
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect()
    }

    fn first_request(&self, path: &str) -> String {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .find(|(asked, _)| asked == path)
            .unwrap_or_else(|| panic!("{path} was not asked"))
            .1
            .clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A request with the whole of its body.
async fn read(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    while !is_whole(&request) {
        let mut bytes = vec![0; 8192];
        let length = stream.read(&mut bytes).await.unwrap();
        request.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        if length == 0 {
            break;
        }
    }
    request
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.is_none_or(|(_, length)| body.len() >= length.parse().unwrap())
}
