//! As much of HTTP/1.1 (RFC 9112) as a browser's redirect needs.

use zeroize::Zeroizing;

/// Codes of Entra have up to some 2,000 characters; browsers' own headers are far below the rest.
pub(super) const LONGEST_HEAD: usize = 16 * 1024;

/// A redirect of the browser: its query, and the language to answer in.
#[derive(Debug)]
pub(super) struct Redirect {
    pub(super) query: Zeroizing<String>,
    pub(super) accept_language: String,
}

/// Whether the head has come whole.
pub(super) fn is_complete(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|window| window == b"\r\n\r\n")
}

/// The redirect in a request's head; `None` for any stray request, which gets 404.
///
/// A page elsewhere may send requests here, under a name of its own that resolves to the loopback (DNS
/// rebinding) or as an image: so the `Host` has to be this port of the loopback, and a browser that says what
/// the request is for has to say that it shows a document.
pub(super) fn redirect(head: &[u8], port: u16) -> Option<Redirect> {
    let text = std::str::from_utf8(head).ok()?;
    let (head, _) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let query = query_of(lines.next()?)?;
    let headers = headers(lines)?;
    let shows_document = single(&headers, "sec-fetch-dest").is_none_or(|purpose| purpose == "document");
    if !shows_document || !is_own_host(single(&headers, "host")?, port) || count(&headers, "host") != 1 {
        return None;
    }
    let accept_language = single(&headers, "accept-language").unwrap_or_default().to_owned();
    Some(Redirect { query: Zeroizing::new(query.to_owned()), accept_language })
}

/// The query of `GET /?... HTTP/1.1`.
fn query_of(line: &str) -> Option<&str> {
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let query = target.strip_prefix("/?")?;
    let well_formed = method == "GET" && version.starts_with("HTTP/1.") && words.next().is_none();
    let printable = query.bytes().all(|byte| byte.is_ascii_graphic());
    (well_formed && printable).then_some(query)
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Vec<(String, &'a str)>> {
    let pair = |line: &'a str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim()))
    };
    lines.map(pair).collect()
}

fn single<'a>(headers: &[(String, &'a str)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
}

fn count(headers: &[(String, &str)], name: &str) -> usize {
    headers.iter().filter(|(own, _)| own == name).count()
}

fn is_own_host(host: &str, port: u16) -> bool {
    let expected = [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")];
    expected.iter().any(|own| own.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(line: &str, headers: &[&str]) -> Vec<u8> {
        let mut lines = vec![line];
        lines.extend(headers);
        (lines.join("\r\n") + "\r\n\r\n").into_bytes()
    }

    fn query(line: &str, headers: &[&str]) -> Option<String> {
        redirect(&head(line, headers), 4711).map(|redirect| redirect.query.to_string())
    }

    #[test]
    fn a_browsers_redirect_gives_its_query_and_language() {
        let bytes = head("GET /?code=a&state=b HTTP/1.1", &["Host: localhost:4711", "Accept-Language: it"]);
        let redirect = redirect(&bytes, 4711).unwrap();
        assert_eq!(redirect.query.as_str(), "code=a&state=b");
        assert_eq!(redirect.accept_language, "it");
    }

    #[test]
    fn the_loopback_addresses_are_own_hosts_too() {
        for host in ["127.0.0.1:4711", "[::1]:4711", "LOCALHOST:4711"] {
            assert!(query("GET /?code=a HTTP/1.1", &[&format!("host: {host}")]).is_some(), "{host}");
        }
    }

    #[test]
    fn another_host_is_refused() {
        for host in ["evil.example:4711", "localhost", "localhost:4712", "localhost:4711.evil.example", ""] {
            assert_eq!(query("GET /?code=a HTTP/1.1", &[&format!("Host: {host}")]), None, "{host}");
        }
        assert_eq!(query("GET /?code=a HTTP/1.1", &[]), None);
        let twice = ["Host: localhost:4711", "Host: evil.example"];
        assert_eq!(query("GET /?code=a HTTP/1.1", &twice), None);
    }

    #[test]
    fn what_is_no_redirect_is_stray() {
        let host = ["Host: localhost:4711"];
        for line in [
            "GET /favicon.ico HTTP/1.1",
            "GET / HTTP/1.1",
            "GET /x?code=a HTTP/1.1",
            "POST /?code=a HTTP/1.1",
            "HEAD /?code=a HTTP/1.1",
            "GET http://localhost:4711/?code=a HTTP/1.1",
            "GET /?code=a HTTP/2",
            "GET /?code=a b HTTP/1.1",
            "GET /?code=\u{e9} HTTP/1.1",
            "nonsense",
            "",
        ] {
            assert_eq!(query(line, &host), None, "{line}");
        }
    }

    #[test]
    fn a_request_for_an_image_or_a_script_is_stray() {
        let image = ["Host: localhost:4711", "Sec-Fetch-Dest: image"];
        assert_eq!(query("GET /?code=a HTTP/1.1", &image), None);
        let document = ["Host: localhost:4711", "Sec-Fetch-Dest: document"];
        assert!(query("GET /?code=a HTTP/1.1", &document).is_some());
    }

    #[test]
    fn bytes_that_are_no_text_are_stray() {
        assert!(redirect(b"GET /?code=\xff HTTP/1.1\r\nHost: localhost:4711\r\n\r\n", 4711).is_none());
    }
}
