//! As much of HTTP/1.1 (RFC 9112) as a browser's redirect needs.

use zeroize::Zeroizing;

use crate::ResponseMode;

/// Codes of Entra have up to some 2,000 characters; browsers' own headers are far below the rest.
pub(super) const LONGEST_HEAD: usize = 16 * 1024;
/// A form has the answer's parameters and nothing else.
pub(super) const LONGEST_FORM: usize = 16 * 1024;

/// Where a redirect has to lead.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) port: u16,
    pub(crate) path: String,
    pub(crate) mode: ResponseMode,
}

/// A redirect of the browser, and the language to answer in.
#[derive(Debug)]
pub(super) struct Redirect {
    pub(super) carries: Carries,
    pub(super) accept_language: String,
}

/// Where the parameters are.
#[derive(Debug)]
pub(super) enum Carries {
    Query(Zeroizing<String>),
    /// In the body, which has that many bytes.
    Form(usize),
}

/// Where the head ends, once it has come whole.
pub(super) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|start| start + 4)
}

/// The redirect in a request's head; `None` for any stray request, which gets 404.
///
/// A page elsewhere may send requests here, under a name of its own that resolves to the loopback (DNS
/// rebinding) or as an image: so the `Host` has to be this port of the loopback, and a browser that says what
/// the request is for has to say that it shows a document. Where a form came from is not asked: `Origin` is the
/// provider's, another host's of its, or `null`, as its pages are set up. The `state` decides.
pub(super) fn redirect(head: &[u8], target: &Target) -> Option<Redirect> {
    let text = std::str::from_utf8(head).ok()?;
    let (head, _) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let line = lines.next()?;
    let headers = headers(lines)?;
    let shows_document = single(&headers, "sec-fetch-dest").is_none_or(|purpose| purpose == "document");
    let host = once(&headers, "host")?;
    if !shows_document || !is_own_host(host, target.port) {
        return None;
    }
    let carries = match words(line)? {
        ("GET", address) => Carries::Query(query_of(address, &target.path)?),
        ("POST", address) if target.mode == ResponseMode::FormPost && address == target.path => {
            Carries::Form(form_length(&headers)?)
        }
        _ => return None,
    };
    let accept_language = single(&headers, "accept-language").unwrap_or_default().to_owned();
    Some(Redirect { carries, accept_language })
}

/// The method and the address of `GET /?... HTTP/1.1`.
fn words(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split(' ');
    let (method, address, version) = (words.next()?, words.next()?, words.next()?);
    let well_formed = version.starts_with("HTTP/1.") && words.next().is_none();
    well_formed.then_some((method, address))
}

fn query_of(address: &str, path: &str) -> Option<Zeroizing<String>> {
    let query = address.strip_prefix(path)?.strip_prefix('?')?;
    let printable = query.bytes().all(|byte| byte.is_ascii_graphic());
    printable.then(|| Zeroizing::new(query.to_owned()))
}

/// The length of a form (OAuth 2.0 Form Post Response Mode, section 2), which has to be told beforehand.
fn form_length(headers: &[(String, &str)]) -> Option<usize> {
    let kind = once(headers, "content-type")?.split(';').next()?.trim();
    let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let length = once(headers, "content-length")?;
    let length = length.parse().ok().filter(|length| *length <= LONGEST_FORM)?;
    (is_form && count(headers, "transfer-encoding") == 0).then_some(length)
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

/// The value of a header that must be there once.
fn once<'a>(headers: &[(String, &'a str)], name: &str) -> Option<&'a str> {
    single(headers, name).filter(|_| count(headers, name) == 1)
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

    fn target(mode: ResponseMode) -> Target {
        Target { port: 4711, path: "/".to_owned(), mode }
    }

    fn query(line: &str, headers: &[&str]) -> Option<String> {
        match redirect(&head(line, headers), &target(ResponseMode::Query))?.carries {
            Carries::Query(query) => Some(query.to_string()),
            other @ Carries::Form(_) => panic!("{other:?}"),
        }
    }

    fn form(line: &str, headers: &[&str]) -> Option<usize> {
        match redirect(&head(line, headers), &target(ResponseMode::FormPost))?.carries {
            Carries::Form(length) => Some(length),
            other @ Carries::Query(_) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_browsers_redirect_gives_its_query_and_language() {
        let bytes = head("GET /?code=a&state=b HTTP/1.1", &["Host: localhost:4711", "Accept-Language: it"]);
        let redirect = redirect(&bytes, &target(ResponseMode::Query)).unwrap();
        assert!(matches!(&redirect.carries, Carries::Query(query) if query.as_str() == "code=a&state=b"));
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
        let bytes = b"GET /?code=\xff HTTP/1.1\r\nHost: localhost:4711\r\n\r\n";
        assert!(redirect(bytes, &target(ResponseMode::Query)).is_none());
    }

    #[test]
    fn another_path_than_the_registered_one_is_stray() {
        let target = Target { path: "/signed-in".to_owned(), ..target(ResponseMode::Query) };
        let found = |line| redirect(&head(line, &["Host: localhost:4711"]), &target).is_some();
        assert!(found("GET /signed-in?code=a HTTP/1.1"));
        assert!(!found("GET /?code=a HTTP/1.1") && !found("GET /signed-in/?code=a HTTP/1.1"));
    }

    const FORM: [&str; 3] =
        ["Host: localhost:4711", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 20"];

    #[test]
    fn a_form_is_taken_where_it_was_asked_for_wherever_it_comes_from() {
        assert_eq!(form("POST / HTTP/1.1", &FORM), Some(20));
        for origin in ["Origin: https://id.example", "Origin: null"] {
            assert_eq!(form("POST / HTTP/1.1", &[&FORM[..], &[origin]].concat()), Some(20), "{origin}");
        }
        assert_eq!(query("POST / HTTP/1.1", &FORM), None);
    }

    #[test]
    fn a_form_of_another_kind_or_of_unknown_or_too_great_a_length_is_stray() {
        for (header, instead) in [
            (1, "Content-Type: text/plain"),
            (1, "Content-Type: multipart/form-data; boundary=x"),
            (2, "Content-Length: 16385"),
            (2, "Content-Length: -1"),
            (2, "Transfer-Encoding: chunked"),
            (0, "Host: evil.example:4711"),
        ] {
            let mut headers = FORM;
            headers[header] = instead;
            assert_eq!(form("POST / HTTP/1.1", &headers), None, "{instead}");
        }
        for more in ["Transfer-Encoding: chunked", "Content-Length: 5", "Sec-Fetch-Dest: empty"] {
            assert_eq!(form("POST / HTTP/1.1", &[&FORM[..], &[more]].concat()), None, "{more}");
        }
        assert_eq!(form("POST /?code=a HTTP/1.1", &FORM), None);
    }
}
