//! What is noted of what happens in the window.

use std::sync::Arc;

use activity::{Application, Entry, Outcome, Program, What, changes};
use connections::{Connection, now};
use settings::Provider;
use sign_in::SilentOutcome;
use token_cache::{AccountId, GivenBack, Removal, Removed, TokenCache};
use token_store::{SetAside, SetAsideReason};

use super::fault::fault_of;
use crate::{
    app::App,
    error::Answer,
    sign_ins::Ended,
    storage::Done,
    tokens,
    views::{ErrorView, ExportKind, KeyChange, SignInWay},
};

impl App {
    /// Notes that this happened now.
    pub(crate) fn note(&self, what: What) {
        self.activity.note(vec![Entry::new(what, now())]);
    }

    /// Notes that this happened to an account.
    pub(crate) fn note_of(&self, what: What, account: &AccountId) {
        self.activity.note(vec![Entry::new(what, now()).about(&self.storage.shown(), account)]);
    }

    /// Notes that a provider was connected, changed or disconnected.
    pub(crate) fn note_provider(&self, what: What, name: &str) {
        self.activity.note(vec![Entry { provider: Some(name.to_owned()), ..Entry::new(what, now()) }]);
    }

    /// Notes that a file was written.
    pub(crate) fn note_export(&self, kind: ExportKind, path: &str) {
        let what = match kind {
            ExportKind::Whole => What::Export,
            ExportKind::Redacted => What::SupportExport,
        };
        self.activity.note(vec![Entry { path: Some(path.to_owned()), ..Entry::new(what, now()) }]);
    }

    /// Notes what an import brought.
    pub(crate) fn note_import(&self, came: activity::Counts) {
        self.activity.note(vec![Entry { came, ..Entry::new(What::Import, now()) }]);
    }

    /// Notes that a file was moved aside.
    pub(crate) fn note_set_aside(&self, set_aside: &SetAside) {
        let what = match set_aside.reason {
            SetAsideReason::GivenUp => What::StartOver,
            _ => What::SetAside,
        };
        let path = set_aside.path.display().to_string();
        self.activity.note(vec![Entry { path: Some(path), ..Entry::new(what, now()) }]);
    }

    /// Notes another key of the cache.
    pub(crate) fn note_key(&self, change: KeyChange) {
        self.note(match change {
            KeyChange::Rotate => What::KeyChanged,
            KeyChange::Keyring => What::KeyringChosen,
            KeyChange::Passphrase => What::PassphraseChanged,
        });
    }

    /// Notes how a sign-in ended. Whoever signed in is in the newest cache.
    pub(crate) fn note_sign_in(&self, provider: &Provider, way: SignInWay, outcome: &Answer<Ended>) {
        let what = match way {
            SignInWay::Browser => What::SignIn,
            SignInWay::DeviceCode => What::DeviceSignIn,
        };
        let (client_id, name) = (provider.client_id.clone(), Some(provider.name.clone()));
        let entry = Entry {
            application: Some(Application { client_id, name }),
            scopes: connections::scopes(provider),
            ..Entry::new(what, now())
        };
        self.activity.note(vec![match outcome {
            Ok(Ended::SignedIn(account)) => entry.about(&self.storage.shown(), account),
            Ok(Ended::Cancelled) => Entry { outcome: Outcome::Cancelled, ..entry },
            Err(error) => failed(entry, error),
        }]);
    }

    /// Notes how a renewal went. A token that was in the cache is nothing that happened.
    pub(crate) fn note_renewal(
        &self,
        connection: &Connection,
        account: &AccountId,
        asked: Vec<String>,
        outcome: &Answer<SilentOutcome>,
    ) {
        let client_id = connection.client.client_id();
        let known = self.providers.known();
        let name = known.name_of(&account.environment, client_id, None).map(str::to_owned);
        let entry = Entry {
            application: Some(Application { client_id: client_id.to_owned(), name }),
            scopes: asked,
            ..Entry::new(What::Renewal, now()).about(&self.storage.shown(), account)
        };
        let entry = match outcome {
            Ok(outcome) => entry.renewed(outcome),
            Err(error) => Some(failed(entry, error)),
        };
        self.activity.note(entry.into_iter().collect());
    }

    /// What there will be to note of a removal, account by account, while the accounts are still known.
    pub(crate) fn removal_entries(&self, removals: &[Removal], done: &Done) -> Vec<Entry> {
        let cache = self.storage.shown();
        let what = match (done.signed_out, done.browser) {
            (false, _) => What::Clear,
            (true, false) => What::SignOut,
            (true, true) => What::BrowserSignOut,
        };
        let is_each = done.of.len() == removals.len();
        let entry = |(at, account): (usize, &AccountId)| {
            let own = if is_each { &removals[at..=at] } else { removals };
            let gone = cache.preview_each(own).goes.into();
            Entry { gone, ..Entry::new(what.clone(), now()).about(&cache, account) }
        };
        done.of.iter().enumerate().map(entry).collect()
    }

    /// Notes what a removal took, by what was known before it.
    pub(crate) fn note_removal(&self, mut entries: Vec<Entry>, removed: &Removed) {
        if let [only] = entries.as_mut_slice() {
            only.gone = removed.goes.into();
        }
        entries.retain(|entry| !entry.gone.is_empty());
        self.activity.note(entries);
    }

    /// Notes what came back, account by account; how much it was where it was one account's.
    pub(crate) fn note_undo(&self, given: &GivenBack, done: &Done) {
        let cache = self.storage.shown();
        let came = if done.of.len() == 1 { given.back.into() } else { activity::Counts::default() };
        let entry = |account| Entry { came, ..Entry::new(What::Undo, now()).about(&cache, account) };
        self.activity.note(done.of.iter().map(entry).collect());
    }

    /// Notes that a token's text left the cache for the person's eyes or the clipboard.
    pub(crate) fn note_token(&self, what: What, account: &AccountId, token: &str) {
        let (cache, known) = (self.storage.shown(), self.providers.known());
        let found = tokens::list(&cache, &known, account).into_iter().find(|view| view.id == token);
        let Some(found) = found else { return };
        self.activity.note(vec![Entry {
            application: Some(Application { client_id: found.client_id, name: found.application }),
            scopes: found.scopes,
            ..Entry::new(what, now()).about(&cache, account)
        }]);
    }

    /// Notes what another program did to the cache since `before`, by the program that wrote last. Tessera's own note it
    /// by themselves.
    pub(crate) async fn note_changes_since(&self, before: Option<Arc<TokenCache>>) {
        let (Some(before), Some(after)) = (before, self.storage.ready()) else { return };
        let writer = self.storage.written_by().await;
        if writer.as_deref().is_some_and(Program::notes_by_itself) {
            return;
        }
        let program = writer.map(Program::named).unwrap_or_default();
        let found = tokio::task::spawn_blocking(move || changes(&before, &after)).await.unwrap_or_default();
        let known = self.providers.known();
        let entry = |change: activity::Change| {
            let entry = Entry { program: program.clone(), ..Entry::new(What::CacheChanged, now()) };
            let mut entry = change.told_by(entry);
            let environment = entry.account.as_ref().map(|person| person.environment.clone());
            if let (Some(application), Some(environment)) = (&mut entry.application, environment) {
                application.name =
                    known.name_of(&environment, &application.client_id, None).map(str::to_owned);
            }
            entry
        };
        self.activity.note(found.into_iter().map(entry).collect());
    }
}

fn failed(entry: Entry, error: &ErrorView) -> Entry {
    entry.failed(fault_of(error.code), error.provider_code.clone())
}
