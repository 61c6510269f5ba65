//! A real notification daemon, dunst, and what it was told.

use std::{fs, process::Command, time::Duration};

use crate::{
    desktop::Desktop,
    process::{Process, eventually},
};

impl Desktop {
    /// Starts dunst, which shows notifications, and writes each to a log besides.
    pub async fn start_notifications(&self) -> Process {
        // It would write whole blocks to a file.
        let mut command = Command::new("stdbuf");
        command.args(["--output=L", "dunst", "-print"]);
        let daemon = Process::start(self.dress(&mut command), &self.notifications_log());
        eventually("notifications can be shown", Duration::from_secs(20), async || {
            self.has_on_bus("org.freedesktop.Notifications").then_some(())
        })
        .await;
        daemon
    }

    /// What every notification so far says in its first line.
    pub fn notifications(&self) -> Vec<String> {
        let log = crate::workspace().join("target/logs").join(self.notifications_log());
        let log = fs::read_to_string(log).unwrap_or_default();
        let summaries = log.lines().filter_map(|line| line.trim().strip_prefix("summary:"));
        summaries.map(|summary| summary.trim().trim_matches('\'').to_owned()).collect()
    }

    /// Clicks the notification, once it is shown: dunst logs it before.
    pub async fn click_notification(&self) {
        eventually("a notification is displayed", Duration::from_secs(20), async || {
            (self.dunstctl(&["count", "displayed"]).trim() == "1").then_some(())
        })
        .await;
        self.dunstctl(&["action", "0"]);
    }

    fn dunstctl(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("dunstctl");
        let answer =
            self.dress(command.args(arguments)).output().expect("dunst is installed; ./test does it");
        assert!(answer.status.success(), "dunst does not answer: {answer:?}");
        String::from_utf8_lossy(&answer.stdout).into_owned()
    }

    /// Each desktop has one of its own: tests run beside each other.
    fn notifications_log(&self) -> String {
        format!("dunst-{}.log", self.display.trim_start_matches(':'))
    }
}
