//! Opening a link in the system's browser.

use std::{
    env,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use url::Url;

/// How long a launcher has to fail; one that still runs then has a browser in its hands.
const TIME_TO_FAIL: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Opens the link and answers whether a browser took it. Waits for the launcher, so not for async code.
///
/// `own` names variables of the environment that are for this program alone.
pub fn open_link(link: &Url, own: &[&str]) -> bool {
    let system = open::commands(link.as_str());
    chosen(link).into_iter().chain(system).any(|mut launcher| start(&mut launcher, own).is_some_and(took_it))
}

/// The browser that the environment names goes before the desktop's, as in other programs.
fn chosen(link: &Url) -> Option<Command> {
    let program = env::var_os("BROWSER").filter(|program| !program.is_empty())?;
    let mut command = Command::new(program);
    command.arg(link.as_str());
    Some(command)
}

fn start(launcher: &mut Command, own: &[&str]) -> Option<Child> {
    for variable in own {
        launcher.env_remove(variable);
    }
    launcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// A launcher without a browser (in a container, over SSH) ends at once, and not with success.
fn took_it(mut launcher: Child) -> bool {
    let end = Instant::now() + TIME_TO_FAIL;
    while Instant::now() < end {
        match launcher.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(LOOK_EVERY),
            Err(_) => return false,
        }
    }
    // Waited for in the background: otherwise it would stay behind as a zombie.
    thread::spawn(move || launcher.wait());
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str) -> bool {
        let mut launcher = Command::new("sh");
        launcher.args(["-c", script]).env("OWN", "1").env("ANOTHERS", "1");
        start(&mut launcher, &["OWN"]).is_some_and(took_it)
    }

    #[test]
    fn a_launcher_that_fails_did_not_open_a_browser() {
        assert!(!run("exit 3"));
        assert!(run("exit 0"));
    }

    #[test]
    fn a_launcher_that_is_not_there_did_not_open_a_browser() {
        assert!(start(&mut Command::new("/nonexistent/launcher"), &[]).is_none());
    }

    #[test]
    fn what_is_for_this_program_alone_does_not_reach_the_browser() {
        assert!(run("test -z \"$OWN\" && test -n \"$ANOTHERS\""));
    }
}
