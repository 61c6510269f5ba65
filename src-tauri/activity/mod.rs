//! The activity log as the window keeps and shows it.
//!
//! What happened is handed to a thread that writes it in order, so that nothing that a person does waits for the log, or
//! fails with it.

mod fault;
mod notes;
mod view;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    mpsc::{self, Receiver, Sender},
};

use activity::{ActivityLog, Appended, Entry, Recorded, Stamp, What};
use cache_transfer::Overwrite;
use connections::now;
use token_cache::AccountId;
use token_store::StoreError;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::{
    app::App,
    error::Answer,
    storage::{PROGRAM, blocking},
    views::{ActivityView, NoticeKind},
};

/// The log, and the way to the thread that writes it.
pub(crate) struct Activity {
    log: ActivityLog,
    to_writer: Sender<Message>,
    /// Until the thread has begun.
    from_all: Mutex<Option<Receiver<Message>>>,
    /// What the log was like when the pages were last told of it.
    told: Mutex<Option<Stamp>>,
}

enum Message {
    Note(Vec<Entry>),
    /// Everything that was handed over before is written when this is answered.
    Settle(oneshot::Sender<()>),
}

impl Activity {
    /// Of that log; nothing is written yet.
    pub(crate) fn new(log: ActivityLog) -> Self {
        let (to_writer, from_all) = mpsc::channel();
        let from_all = Mutex::new(Some(from_all));
        Self { log, to_writer, from_all, told: Mutex::default() }
    }

    /// Writes from now on what was and is handed over; `after` hears how each went.
    pub(crate) fn start(&self, after: impl Fn(Result<Appended, StoreError>) + Send + 'static) {
        let from_all = self.from_all.lock().unwrap_or_else(PoisonError::into_inner).take();
        let log = self.log.clone();
        if let Some(from_all) = from_all {
            std::thread::spawn(move || {
                for message in from_all {
                    match message {
                        Message::Note(entries) => after(log.append(&entries)),
                        // Nobody may be waiting any more.
                        Message::Settle(done) => drop(done.send(())),
                    }
                }
            });
        }
    }

    /// Hands over what happened.
    pub(crate) fn note(&self, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.send(Message::Note(entries));
        }
    }

    /// Waits until what was handed over is written.
    pub(crate) async fn settle(&self) {
        let (done, written) = oneshot::channel();
        self.send(Message::Settle(done));
        // The thread ends with the program only.
        drop(written.await);
    }

    fn send(&self, message: Message) {
        if self.to_writer.send(message).is_err() {
            tracing::warn!("the thread that writes the activity log has ended");
        }
    }

    /// Whether somebody has written to the log since this was asked last.
    pub(crate) fn has_changed(&self) -> bool {
        let stamp = self.log.stamp();
        let mut told = self.told();
        std::mem::replace(&mut *told, stamp) != stamp
    }

    fn told(&self) -> MutexGuard<'_, Option<Stamp>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is noted of that account, or at all.
    pub(crate) async fn view(&self, account: Option<AccountId>) -> Answer<ActivityView> {
        let recorded = self.recorded(account).await?;
        Ok(ActivityView::of(&recorded, self.log.path()))
    }

    async fn recorded(&self, account: Option<AccountId>) -> Answer<Recorded> {
        let log = self.log.clone();
        blocking(move || Ok(account.map_or_else(|| log.read(), |account| log.read_of(&account))?)).await
    }

    async fn clear(&self) -> Answer<Appended> {
        // What was handed over before would come after it.
        self.settle().await;
        let log = self.log.clone();
        blocking(move || Ok(log.clear(&Entry::new(What::LogCleared, now()))?)).await
    }
}

impl App {
    /// Tells of what was written to the log, or that it could not be: once, and nothing else fails for it.
    pub(crate) fn activity_written(&self, written: Result<Appended, StoreError>) {
        let is_told = match written {
            Ok(Appended { set_aside: Some(path) }) => self.notices.add(NoticeKind::ActivitySetAside, &path),
            Ok(Appended { set_aside: None }) => false,
            Err(error) => {
                tracing::warn!(%error, "what happened could not be noted");
                self.notices.add(NoticeKind::ActivityNotKept, self.activity.log.path())
            }
        };
        if is_told {
            self.changed();
        }
        self.tell_of_activity();
    }

    /// Has the pages ask for the log again, if somebody has written to it.
    pub(crate) fn tell_of_activity(&self) {
        if self.activity.has_changed() {
            self.activity_changed();
        }
    }

    /// Writes what is noted of that account, or at all, to the file that the person typed, and answers its whole path.
    pub(crate) async fn export_activity(
        &self,
        account: Option<AccountId>,
        typed: &str,
        overwrite: Overwrite,
    ) -> Answer<String> {
        self.activity.settle().await;
        let recorded = self.activity.recorded(account).await?;
        let content =
            move || Zeroizing::new(activity::document(&recorded.entries, PROGRAM, now()).into_bytes());
        self.storage.save(typed, overwrite, content).await
    }

    /// Forgets what is noted, but that it was cleared.
    pub(crate) async fn clear_activity(&self) -> Answer<()> {
        let cleared = self.activity.clear().await?;
        self.activity_written(Ok(cleared));
        Ok(())
    }
}
