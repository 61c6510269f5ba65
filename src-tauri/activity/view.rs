//! Entries as the page shows them.

use std::path::Path;

use activity::{Counts, Entry, Fault, Outcome, Recorded, What};

use crate::views::{
    self, AccountKey, ActivityEntryView, ActivityFault, ActivityKind, ActivityOutcome, ActivityView,
};

impl ActivityView {
    pub(super) fn of(recorded: &Recorded, path: &Path) -> Self {
        Self {
            path: path.display().to_string(),
            entries: recorded.entries.iter().map(ActivityEntryView::from).collect(),
            unreadable: recorded.unreadable,
        }
    }
}

impl From<&Entry> for ActivityEntryView {
    fn from(entry: &Entry) -> Self {
        let person = entry.account.clone().unwrap_or_default();
        let application = entry.application.clone().unwrap_or_default();
        let name = if person.name.is_empty() { &person.username } else { &person.name };
        Self {
            time: entry.time,
            what: (&entry.what).into(),
            outcome: (&entry.outcome).into(),
            fault: entry.fault.as_ref().map(ActivityFault::from),
            provider_code: entry.provider_code.clone(),
            account: entry.account.as_ref().map(|person| AccountKey::from(&person.id())),
            name: if name.is_empty() { person.home_account_id.clone() } else { name.clone() },
            username: person.username,
            tenant: entry.tenant.clone(),
            client_id: Some(application.client_id).filter(|id| !id.is_empty()),
            application: application.name,
            scopes: entry.scopes.clone(),
            came: entry.came.into(),
            gone: entry.gone.into(),
            provider: entry.provider.clone(),
            path: entry.path.clone(),
            program: entry.program.name.clone(),
            process_id: entry.program.process_id,
        }
    }
}

impl From<Counts> for views::Counts {
    fn from(counts: Counts) -> Self {
        let Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}

impl From<&What> for ActivityKind {
    fn from(what: &What) -> Self {
        match what {
            What::SignIn => Self::SignIn,
            What::DeviceSignIn => Self::DeviceSignIn,
            What::SignOut => Self::SignOut,
            What::BrowserSignOut => Self::BrowserSignOut,
            What::Renewal => Self::Renewal,
            What::Clear => Self::Clear,
            What::Undo => Self::Undo,
            What::TokenShown => Self::TokenShown,
            What::TokenCopied => Self::TokenCopied,
            What::AccountChosen => Self::AccountChosen,
            What::Import => Self::Import,
            What::Export => Self::Export,
            What::SupportExport => Self::SupportExport,
            What::KeyChanged => Self::KeyChanged,
            What::PassphraseChanged => Self::PassphraseChanged,
            What::KeyringChosen => Self::KeyringChosen,
            What::Restore => Self::Restore,
            What::Repair => Self::Repair,
            What::StartOver => Self::StartOver,
            What::SetAside => Self::SetAside,
            What::CacheChanged => Self::CacheChanged,
            What::ProviderAdded => Self::ProviderAdded,
            What::ProviderChanged => Self::ProviderChanged,
            What::ProviderRemoved => Self::ProviderRemoved,
            What::LogCleared => Self::LogCleared,
            What::Other(_) => Self::Unknown,
        }
    }
}

impl From<&Outcome> for ActivityOutcome {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::SignInNeeded => Self::SignInNeeded,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Failed | Outcome::Other(_) => Self::Failed,
        }
    }
}

impl From<&Fault> for ActivityFault {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Network => Self::Network,
            Fault::Certificate => Self::Certificate,
            Fault::ProviderBusy => Self::ProviderBusy,
            Fault::ProviderRefused => Self::ProviderRefused,
            Fault::AnswerInvalid => Self::AnswerInvalid,
            Fault::ConsentMissing => Self::ConsentMissing,
            Fault::TimedOut => Self::TimedOut,
            Fault::Clock => Self::Clock,
            Fault::ProviderInvalid => Self::ProviderInvalid,
            Fault::NothingToRenewWith => Self::NothingToRenewWith,
            Fault::SignedOut => Self::SignedOut,
            Fault::Storage => Self::Storage,
            Fault::LockHeld => Self::LockHeld,
            Fault::System => Self::System,
            Fault::Other(_) => Self::Unknown,
        }
    }
}
