//! The connected providers and what the person chose, kept in the settings' file.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use activity::What;
use connections::{KnownApplications, ProviderDetails, check_ca_file, scopes};
use settings::{Loaded, Provider, ProviderKind, Settings, SettingsError, SettingsFile, Stamp};
use sign_in::RedirectUri;
use token_cache::AccountId;
use token_store::StoreError;
use token_store_file::Start;

use crate::{
    app::{App, redirect_uri},
    error::{Answer, not_found},
    views::{self, AccountKey, ErrorView, Preferences, ProviderInput, ProviderView},
};

/// The settings, in memory and in their file.
pub(crate) struct Providers {
    file: SettingsFile,
    /// Held while the file is read or written, so that what is read last is what is shown.
    using_file: Mutex<()>,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    settings: Settings,
    stamp: Option<Stamp>,
    trouble: Option<ErrorView>,
    set_aside: Option<PathBuf>,
}

impl Providers {
    /// The settings in that file; nothing is read yet.
    pub(crate) fn new(file: SettingsFile) -> Self {
        Self { file, using_file: Mutex::default(), read: Mutex::default() }
    }

    /// Where the file is, or is to be.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Reads the file.
    pub(crate) fn read(&self) {
        // Taken first: what somebody writes meanwhile is then read once more, instead of never.
        let stamp = self.file.stamp();
        let trouble = self.use_file(SettingsFile::load);
        let mut read = self.lock();
        (read.stamp, read.trouble) = (stamp, trouble);
    }

    /// Whether somebody has written the file since it was read, or it could not be read.
    pub(crate) fn have_changed(&self) -> bool {
        let stamp = self.file.stamp();
        let read = self.lock();
        read.stamp != stamp || read.trouble.is_some()
    }

    /// Where a file was moved to that could not be understood; told once.
    pub(crate) fn take_set_aside(&self) -> Option<PathBuf> {
        self.lock().set_aside.take()
    }

    /// Why the file could not be read.
    pub(crate) fn trouble(&self) -> Option<ErrorView> {
        self.lock().trouble.clone()
    }

    /// The provider of that ID.
    pub(crate) fn get(&self, id: &str) -> Answer<Provider> {
        self.lock().settings.provider(id).cloned().ok_or_else(|| not_found("the provider"))
    }

    /// All of them, in the order of connecting.
    pub(crate) fn views(&self) -> Vec<ProviderView> {
        self.lock().settings.providers.iter().map(ProviderView::from).collect()
    }

    /// Which application belongs to which provider.
    pub(crate) fn known(&self) -> KnownApplications {
        KnownApplications::of(&self.lock().settings.providers)
    }

    /// Connects or changes a provider.
    pub(crate) fn put(&self, input: &ProviderInput) -> Answer<Provider> {
        let mut saved = None;
        self.change(|settings| {
            let id = input.id.clone().unwrap_or_else(|| settings.unused_provider_id());
            let provider = merge(settings.provider(&id), &id, input);
            settings.put_provider(provider.clone());
            saved = Some(provider);
        })?;
        saved.ok_or_else(|| not_found("the provider"))
    }

    /// Disconnects a provider. Its accounts and tokens stay in the cache. It can be given up while another window has the
    /// settings' lock.
    pub(crate) fn remove(&self, id: &str, start: &Start) -> Answer<()> {
        let mut has_begun = false;
        self.change(|settings| {
            has_begun = start.begin();
            if has_begun {
                settings.providers.retain(|provider| provider.id != id);
            }
        })?;
        if has_begun { Ok(()) } else { Err(StoreError::GivenUp.into()) }
    }

    /// The schemes that the system has to hand to this program, for all providers.
    pub(crate) fn schemes(&self) -> BTreeSet<String> {
        let read = self.lock();
        let addresses =
            read.settings.providers.iter().filter_map(|provider| provider.redirect_uri.as_deref());
        let redirects = addresses.filter_map(|address| RedirectUri::parse(address).ok());
        redirects.filter_map(|redirect| redirect.private_use_scheme().map(str::to_owned)).collect()
    }

    /// The account that the person chose.
    pub(crate) fn current(&self) -> Option<AccountKey> {
        self.lock().settings.current_account.clone().map(AccountKey::from)
    }

    /// Chooses an account, or none.
    pub(crate) fn set_current(&self, account: Option<AccountId>) -> Answer<()> {
        let current = account.map(|id| AccountKey::from(&id).into());
        self.change(|settings| settings.current_account = current)
    }

    /// The file of certificate authorities to trust besides the system's.
    pub(crate) fn ca_file(&self) -> Option<PathBuf> {
        self.lock().settings.ca_file.clone()
    }

    /// What the person chose about the window.
    pub(crate) fn preferences(&self) -> Preferences {
        let settings = &self.lock().settings;
        let ca_file = settings.ca_file.as_ref().map(|path| path.display().to_string());
        Preferences {
            language: settings.language.clone(),
            ca_file,
            keep_in_tray: settings.keep_in_tray,
            quiet: settings.quiet,
            hide_from_capture: settings.hide_from_capture,
            authenticate: settings.authenticate,
        }
    }

    /// Chooses about the window, but not whether the system asks before a token leaves: for that it has to ask itself. A file
    /// of certificate authorities is read first, if it is another.
    pub(crate) fn set_preferences(&self, preferences: Preferences) -> Answer<()> {
        let other = preferences.ca_file != self.preferences().ca_file;
        let ca_file = preferences.ca_file.map(absolute);
        if let Some(path) = ca_file.clone().filter(|_| other) {
            check_ca_file(path)?;
        }
        self.change(|settings| {
            settings.language = preferences.language;
            settings.keep_in_tray = preferences.keep_in_tray;
            settings.quiet = preferences.quiet;
            settings.hide_from_capture = preferences.hide_from_capture;
            if other {
                settings.ca_file = ca_file;
            }
        })
    }

    /// Whether the system asks before a token leaves the cache.
    pub(crate) fn set_authenticate(&self, wanted: bool) -> Answer<()> {
        self.change(|settings| settings.authenticate = wanted)
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) -> Answer<()> {
        match self.use_file(|file| file.change(change)) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Answers why it failed; what was read before then stays.
    fn use_file(
        &self,
        work: impl FnOnce(&SettingsFile) -> Result<Loaded, SettingsError>,
    ) -> Option<ErrorView> {
        let _turn = self.using_file.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = work(&self.file);
        let mut read = self.lock();
        match loaded {
            Ok(Loaded { settings, set_aside }) => {
                read.settings = settings;
                read.trouble = None;
                read.set_aside = set_aside.or(read.set_aside.take());
                None
            }
            Err(error) => Some(ErrorView::from(error)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Saves a provider.
    pub(crate) async fn save_provider(&self, input: ProviderInput) -> Answer<ProviderView> {
        let input = self.completed(input).await?;
        let before = self.providers.schemes();
        let what = if input.id.is_some() { What::ProviderChanged } else { What::ProviderAdded };
        let provider = self.providers.put(&input)?;
        self.note_provider(what, &provider.name);
        self.give_schemes_back(&before);
        self.changed();
        Ok(ProviderView::from(&provider))
    }

    /// Disconnects a provider. Its accounts and tokens stay in the cache.
    pub(crate) fn remove_provider(&self, id: &str, start: &Start) -> Answer<()> {
        let before = self.providers.schemes();
        let provider = self.providers.get(id);
        self.providers.remove(id, start)?;
        if let Ok(provider) = provider {
            self.note_provider(What::ProviderRemoved, &provider.name);
        }
        self.give_schemes_back(&before);
        self.changed();
        Ok(())
    }

    /// The demo tenant brings its own client ID.
    async fn completed(&self, mut input: ProviderInput) -> Answer<ProviderInput> {
        if input.kind == views::ProviderKind::Demo {
            self.connections.demo_client_id().await?.clone_into(&mut input.client_id);
        }
        Ok(input)
    }

    fn give_schemes_back(&self, before: &BTreeSet<String>) {
        let after = self.providers.schemes();
        self.deep_links.give_back(before.difference(&after).cloned().collect());
    }

    /// Fails where the provider cannot be right or cannot be reached. Nothing is saved.
    pub(crate) async fn check_provider(&self, input: ProviderInput) -> Answer<()> {
        let input = self.completed(input).await?;
        let provider = unsaved(&input);
        redirect_uri(&provider)?;
        Ok(self.connections.check(&provider).await?)
    }
}

/// A provider as it was typed, for trying it out.
fn unsaved(input: &ProviderInput) -> Provider {
    merge(None, "", input)
}

/// The path as every program finds it, whatever folder it runs in.
fn absolute(path: String) -> PathBuf {
    std::path::absolute(&path).unwrap_or_else(|_| PathBuf::from(path))
}

/// The provider as it was, with what was typed.
fn merge(before: Option<&Provider>, id: &str, input: &ProviderInput) -> Provider {
    let mut provider = ProviderDetails::from(input).apply(before, id);
    let redirect_uri = input.redirect_uri.trim();
    provider.redirect_uri = (!redirect_uri.is_empty()).then(|| redirect_uri.to_owned());
    provider
}

impl From<&ProviderInput> for ProviderDetails {
    fn from(input: &ProviderInput) -> Self {
        Self {
            kind: input.kind.into(),
            name: input.name.clone(),
            client_id: input.client_id.clone(),
            authority: input.authority.clone(),
            scopes: input.scopes.clone(),
        }
    }
}

impl From<&Provider> for ProviderView {
    fn from(provider: &Provider) -> Self {
        Self {
            id: provider.id.clone(),
            kind: provider.kind.into(),
            name: provider.name.clone(),
            client_id: provider.client_id.clone(),
            authority: provider.authority.clone(),
            scopes: scopes(provider),
            redirect_uri: provider.redirect_uri.clone().unwrap_or_default(),
        }
    }
}

impl From<ProviderKind> for views::ProviderKind {
    fn from(kind: ProviderKind) -> Self {
        match kind {
            ProviderKind::Demo => Self::Demo,
            ProviderKind::Entra => Self::Entra,
            ProviderKind::B2c => Self::B2c,
            ProviderKind::ExternalId => Self::ExternalId,
            ProviderKind::Adfs => Self::Adfs,
            ProviderKind::Oidc => Self::Oidc,
        }
    }
}

impl From<views::ProviderKind> for ProviderKind {
    fn from(kind: views::ProviderKind) -> Self {
        match kind {
            views::ProviderKind::Demo => Self::Demo,
            views::ProviderKind::Entra => Self::Entra,
            views::ProviderKind::B2c => Self::B2c,
            views::ProviderKind::ExternalId => Self::ExternalId,
            views::ProviderKind::Adfs => Self::Adfs,
            views::ProviderKind::Oidc => Self::Oidc,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::ErrorCode;

    fn chosen(language: Option<&str>, ca_file: Option<&str>) -> Preferences {
        let (language, ca_file) = (language.map(str::to_owned), ca_file.map(str::to_owned));
        Preferences { language, ca_file, ..Preferences::default() }
    }

    #[test]
    fn a_provider_whose_removal_is_given_up_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::at(folder.path().join("settings.json"));
        let demo = Provider::new("demo", ProviderKind::Demo, "Demo tenant");
        file.change(|settings| settings.put_provider(demo)).unwrap();
        let providers = Providers::new(file);
        providers.read();

        let given_up = Start::default();
        assert!(given_up.give_up());
        assert_eq!(providers.remove("demo", &given_up).unwrap_err().code, ErrorCode::GivenUp);
        assert!(providers.get("demo").is_ok());
        providers.remove("demo", &Start::default()).unwrap();
        assert!(providers.get("demo").is_err());
    }

    #[test]
    fn a_file_of_certificate_authorities_that_cannot_be_used_is_refused_and_the_rest_can_still_be_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let providers = Providers::new(SettingsFile::at(folder.path().join("settings.json")));
        let missing = folder.path().join("none.pem").display().to_string();
        let refused = providers.set_preferences(chosen(Some("it"), Some(&missing))).unwrap_err();
        assert_eq!(refused.code, ErrorCode::CaFileUnusable);
        assert_eq!(refused.detail, Some(missing.clone()));
        assert_eq!(providers.preferences(), Preferences::default());

        providers.change(|settings| settings.ca_file = Some(missing.clone().into())).unwrap();
        providers.set_preferences(chosen(Some("it"), Some(&missing))).unwrap();
        assert_eq!(providers.preferences(), chosen(Some("it"), Some(&missing)));
        providers.set_preferences(chosen(Some("it"), None)).unwrap();
        assert_eq!(providers.ca_file(), None);
    }
}
