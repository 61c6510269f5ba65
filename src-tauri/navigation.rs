//! Keeps the window on Tessera's own pages.

use tauri::{
    Runtime, Url,
    plugin::{Builder, TauriPlugin},
};

/// Refuses every other address: a page that was tricked into leaving could take what it shows along.
pub(crate) fn stay<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("stay").on_navigation(|_, address| is_own(address)).build()
}

/// `tauri://localhost`, or `http(s)://tauri.localhost` on Windows; while developing, Vite's server.
fn is_own(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default();
    match address.scheme() {
        "tauri" => host == "localhost",
        "http" | "https" => host == "tauri.localhost" || (tauri::is_dev() && host == "localhost"),
        scheme => scheme == "about" && address.path() == "blank",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_pages_may_be_shown() {
        let is_own = |address: &str| is_own(&Url::parse(address).unwrap());
        assert!(is_own("tauri://localhost/index.html"));
        assert!(is_own("http://tauri.localhost/"));
        for address in [
            "https://evil.example/?token",
            "http://localhost.evil.example",
            "data:text/html,x",
            "file:///etc",
        ] {
            assert!(!is_own(address), "{address}");
        }
    }
}
