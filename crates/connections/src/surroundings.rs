//! Where this program runs, as far as it matters for signing in with a browser.

use std::{env, ffi::OsString, path::Path};

/// What stands between this program and the person's browser. It is for hints alone: nothing depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surroundings {
    /// Nothing that can be told.
    Desktop,
    /// The Windows Subsystem for Linux: the browser is one of Windows.
    Wsl,
    /// A container, which has no browser and whose ports the browser may not reach.
    Container,
    /// A session over SSH: the browser is on another computer.
    Ssh,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self::of(|name| env::var_os(name), Path::exists)
    }

    fn of(variable: impl Fn(&str) -> Option<OsString>, exists: impl Fn(&Path) -> bool) -> Self {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let any = |names: &[&str]| names.iter().any(|name| is_set(name));
        if any(&["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]) {
            Self::Ssh
        } else if any(&["container", "KUBERNETES_SERVICE_HOST"])
            || ["/.dockerenv", "/run/.containerenv"].iter().any(|path| exists(Path::new(path)))
        {
            Self::Container
        } else if any(&["WSL_DISTRO_NAME", "WSL_INTEROP"]) {
            Self::Wsl
        } else {
            Self::Desktop
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Surroundings {
        Surroundings::of(|asked| (asked == name).then(|| value.into()), |_| false)
    }

    #[test]
    fn each_is_known_by_what_it_sets() {
        assert_eq!(with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22"), Surroundings::Ssh);
        assert_eq!(with("container", "podman"), Surroundings::Container);
        assert_eq!(with("WSL_DISTRO_NAME", "Debian"), Surroundings::Wsl);
        assert_eq!(with("WSL_DISTRO_NAME", ""), Surroundings::Desktop);
        assert_eq!(with("HOME", "/home/ada"), Surroundings::Desktop);
    }

    #[test]
    fn a_container_is_known_by_the_file_that_it_has() {
        let here = Surroundings::of(|_| None, |path| path == Path::new("/.dockerenv"));
        assert_eq!(here, Surroundings::Container);
    }
}
