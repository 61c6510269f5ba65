//! One window, and the addresses that the system hands to it.
//!
//! A provider may send the browser back to a scheme of the application's own instead of a port (RFC 8252,
//! section 7.1). The system then starts this program once more with that address as its argument; the second start
//! hands it to the window that is open, and ends.
//!
//! The addresses hold codes, so they go from here to the sign-in, and never to the pages: the plug-in for deep links,
//! which tells its pages of every address that is configured, has none configured but on macOS, where the system knows
//! only what stands in the bundle.

use std::process::Command;

use sign_in::RedirectUri;
use tauri::{AppHandle, Manager, Runtime, Url, plugin::TauriPlugin, process::current_binary};
use tauri_plugin_deep_link::DeepLinkExt;
use zeroize::Zeroizing;

use crate::{app::App, views::WayBack, window};

/// Lets this program run once for each person: another start brings the open window to the front.
///
/// Without a D-Bus session nobody can be told of, and a second window opens.
pub(crate) fn one_window<R: Runtime>() -> TauriPlugin<R> {
    tauri_plugin_single_instance::init(|handle, arguments, _| {
        if handle.try_state::<App>().is_some_and(|app| app.is_ending()) {
            start_anew(handle, &arguments);
        } else {
            window::bring_to_front(handle);
            take(handle, arguments.into_iter());
        }
    })
}

/// Another start came to this one while it was ending, and has ended itself: does for it what it wanted.
fn start_anew<R: Runtime>(handle: &AppHandle<R>, arguments: &[String]) {
    make_way(handle);
    let started = current_binary(&handle.env()).and_then(|program| {
        let mut command = Command::new(program);
        for variable in window::own_environment() {
            command.env_remove(variable);
        }
        command.args(arguments.iter().skip(1)).spawn()
    });
    if let Err(error) = started {
        tracing::warn!(%error, "the window that was asked for could not be opened");
    }
}

/// Lets another start open a window of its own: this one has closed its window, and is about to end.
pub(crate) fn make_way<R: Runtime>(handle: &AppHandle<R>) {
    tauri_plugin_single_instance::destroy(handle);
}

/// Hands an address among the arguments of a start to the sign-in that waits for it.
pub(crate) fn take<R: Runtime>(handle: &AppHandle<R>, arguments: impl Iterator<Item = String>) {
    if let (Some(address), Some(app)) = (address(arguments), handle.try_state::<App>()) {
        app.take_address(&address);
    }
}

/// Hands addresses that the system opened to the sign-in that waits for one.
#[cfg(target_os = "macos")]
pub(crate) fn take_all<R: Runtime>(handle: &AppHandle<R>, addresses: Vec<Url>) {
    window::bring_to_front(handle);
    for address in addresses {
        take(handle, [String::new(), address.into()].into_iter());
    }
}

/// What a browser opens is started with as its only argument.
fn address(arguments: impl Iterator<Item = String>) -> Option<Zeroizing<String>> {
    let mut given = arguments.skip(1).map(Zeroizing::new);
    let only = given.next().filter(|_| given.next().is_none())?;
    Url::parse(&only).is_ok_and(|url| is_handed_over(url.scheme())).then_some(only)
}

/// A drive of Windows looks like a scheme of one letter, and an option like none at all.
fn is_handed_over(scheme: &str) -> bool {
    scheme.len() > 1 && !matches!(scheme, "http" | "https" | "file")
}

/// The schemes that the system hands to this program.
pub(crate) struct DeepLinks(AppHandle);

impl DeepLinks {
    pub(crate) fn new(handle: AppHandle) -> Self {
        Self(handle)
    }

    /// Has the system hand the scheme of a redirect URI to this program, if it has one of its own. Where the system
    /// cannot do so, the sign-in goes on, and the person pastes the address.
    pub(crate) async fn claim(&self, redirect: &RedirectUri) -> WayBack {
        let Some(scheme) = redirect.private_use_scheme().map(str::to_owned) else { return WayBack::Port };
        let handle = self.0.clone();
        // In the background: the system is told by programs that are started for it.
        let claimed = tauri::async_runtime::spawn_blocking(move || claim(&handle, &scheme)).await;
        if claimed.unwrap_or(false) { WayBack::Scheme } else { WayBack::Pasting }
    }

    /// Lets go of schemes that no provider has any more.
    pub(crate) fn give_back(&self, schemes: Vec<String>) {
        if cfg!(target_os = "macos") || schemes.is_empty() {
            return;
        }
        let handle = self.0.clone();
        tauri::async_runtime::spawn_blocking(move || {
            for scheme in schemes {
                if let Err(error) = handle.deep_link().unregister(&scheme) {
                    tracing::warn!(%error, scheme, "the system still hands the scheme to this program");
                }
            }
        });
    }
}

/// On macOS a scheme is this program's if its bundle says so, and nothing can be said later. Elsewhere it is said each
/// time: the program may stand in another place than last time.
fn claim(handle: &AppHandle, scheme: &str) -> bool {
    if cfg!(target_os = "macos") {
        return scheme == handle.config().identifier;
    }
    match handle.deep_link().register(scheme) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, scheme, "the system cannot be told to hand the scheme to this program");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_only_argument_and_has_a_scheme_that_a_system_hands_over() {
        let address = |arguments: &[&str]| {
            let arguments = ["tessera-desktop"].iter().chain(arguments).map(ToString::to_string);
            address(arguments).map(|address| address.to_string())
        };
        for taken in
            ["com.example.app:/signed-in?code=a&state=b", "msal7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201://auth?x"]
        {
            assert_eq!(address(&[taken]).as_deref(), Some(taken));
            assert_eq!(address(&[taken, "--other"]), None);
        }
        for other in
            ["", "--version", "folder/file", "C:\\file", "file:///etc/passwd", "https://id.example/?code=a"]
        {
            assert_eq!(address(&[other]), None, "{other}");
        }
        assert_eq!(address(&[]), None);
    }
}
