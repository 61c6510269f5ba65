//! The page that the browser ends on: static, and allowed nothing but its own style.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::language::Language;
use super::wording;
use crate::SignInError;

const STYLE: &str = include_str!("page.css");

/// What the browser shows at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// The person is signed in.
    SignedIn,
    /// The sign-in was cancelled while the browser waited.
    Cancelled,
    /// It takes longer to find out than a browser should wait.
    GoesOn,
    /// The sign-in failed.
    Failed {
        ending: Ending,
        /// The provider's own code.
        code: Option<String>,
    },
}

/// How a sign-in ended, as far as the page tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    SignedIn,
    GoesOn,
    Refused,
    AdministratorNeeded,
    NotExpected,
    Cancelled,
    Failed,
}

impl Page {
    pub(crate) fn of_error(error: &SignInError) -> Self {
        let ending = match error {
            SignInError::ConsentRefused(_) => Ending::Refused,
            SignInError::AdminConsentNeeded(_) => Ending::AdministratorNeeded,
            _ => Ending::Failed,
        };
        Self::Failed { ending, code: error.provider_code() }
    }

    fn ending(&self) -> Ending {
        match self {
            Self::SignedIn => Ending::SignedIn,
            Self::GoesOn => Ending::GoesOn,
            Self::Cancelled => Ending::Cancelled,
            Self::Failed { ending, .. } => *ending,
        }
    }
}

/// The whole HTTP response.
pub(super) fn response(page: &Page, language: Language) -> Vec<u8> {
    let (headline, sentence) = wording::of(page.ending(), language);
    let (class, code) = match page {
        Page::Failed { code, .. } => (" class=\"bad\"", code.as_deref().unwrap_or_default()),
        _ => ("", ""),
    };
    let label = wording::code_label(language);
    let code = match code {
        "" => String::new(),
        code => format!("<p class=\"code\">{label}: {}</p>", escaped(code)),
    };
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{headline} - Tessera</title><style>{STYLE}</style></head>\
         <body><main{class}><p class=\"app\">Tessera</p><h1>{headline}</h1><p>{sentence}</p>{code}</main></body></html>",
        language.tag()
    );
    with_head("200 OK", "text/html; charset=utf-8", &html)
}

/// The answer to stray requests: it says nothing about what is waited for.
pub(super) fn not_found() -> Vec<u8> {
    with_head("404 Not Found", "text/plain; charset=utf-8", "Not found\n")
}

fn with_head(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let head = format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: {content_type}\r\n\
         Content-Length: {}\r\n\
         Connection: close\r\n\
         Cache-Control: no-store\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Referrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\n\
         X-Frame-Options: DENY\r\n\r\n",
        body.len()
    );
    (head + body).into_bytes()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    fn text(page: &Page, language: Language) -> String {
        String::from_utf8(response(page, language)).unwrap()
    }

    #[test]
    fn the_page_speaks_the_browsers_language() {
        for (language, lang, words) in [
            (Language::English, "lang=\"en\"", "You may close this window"),
            (Language::BrazilianPortuguese, "lang=\"pt-BR\"", "Você pode fechar esta janela"),
            (Language::Italian, "lang=\"it\"", "Puoi chiudere questa finestra"),
        ] {
            let page = text(&Page::SignedIn, language);
            assert!(page.contains(lang) && page.contains(words), "{page}");
        }
    }

    #[test]
    fn what_a_provider_says_cannot_become_markup_or_a_header() {
        let error = Refusal::new("<img src=x>\r\nSet-Cookie: a=b", None, None).at_authorization();
        let page = text(&Page::of_error(&error), Language::English);
        assert!(page.contains("&lt;img src=x&gt;"), "{page}");
        assert!(!page.contains("Set-Cookie"), "{page}");
    }

    #[test]
    fn the_page_may_run_nothing_and_is_not_kept() {
        let page = text(&Page::SignedIn, Language::English);
        assert!(page.contains("default-src 'none'") && page.contains("Cache-Control: no-store"));
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    }

    #[test]
    fn the_policy_allows_the_pages_own_style() {
        let page = text(&Page::GoesOn, Language::English);
        let (_, style) = page.split_once("<style>").unwrap();
        let (style, _) = style.split_once("</style>").unwrap();
        let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
        assert!(page.contains(&format!("'sha256-{hash}'")));
    }

    #[test]
    fn the_length_is_counted_in_bytes() {
        let page = text(&Page::SignedIn, Language::BrazilianPortuguese);
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
    }
}
