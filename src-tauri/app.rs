//! Everything that the window's commands work on.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use activity::ActivityLog;
use connections::{Connection, Connections, Demo, ca_file, ca_file_of_environment, now, scopes};
use settings::{Provider, SettingsFile, WindowFile};
use sign_in::{DeviceCodeRequest, InteractiveRequest, PublicClientApplication, RedirectUri};
use tauri::AppHandle;
use token_cache::AccountId;
use token_store_file::default_path;

use crate::{
    accounts,
    activity::Activity,
    attempts::Attempts,
    clipboard::Clipboard,
    clocks::Moment,
    deep_links::DeepLinks,
    error::{Answer, not_found, provider_gone},
    events::Events,
    notices::Notices,
    page_picture::PagePicture,
    providers::Providers,
    sign_ins::{Ended, SignIns, Ticket},
    storage::{Refreshed, Storage},
    tray::Tray,
    views::{
        AccountKey, AppView, DesktopView, NoticeKind, Preferences, SignInView, SignInWay, StorageState,
        StorageView,
    },
    window::{self, Left},
};

/// How often the settings are looked at for what another window chose.
const SETTINGS_INTERVAL: Duration = Duration::from_millis(500);
/// How often this computer's clock is looked at, in case that somebody has set it.
const CLOCK_INTERVAL: Duration = Duration::from_secs(1);
/// How long the end of the program waits for tokens that are on their way.
const LAST_WAIT: Duration = Duration::from_secs(10);
const LAST_WAIT_STEP: Duration = Duration::from_millis(50);

/// The program behind the window. Cheap to clone; clones share it.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

/// The parts, each with a concern of its own.
pub(crate) struct Parts {
    pub(crate) storage: Storage,
    pub(crate) providers: Providers,
    pub(crate) connections: Connections,
    pub(crate) sign_ins: SignIns,
    pub(crate) attempts: Attempts,
    pub(crate) notices: Notices,
    pub(crate) activity: Activity,
    pub(crate) clipboard: Clipboard,
    pub(crate) left: Left,
    pub(crate) picture: PagePicture,
    pub(crate) tray: Tray,
    pub(crate) deep_links: DeepLinks,
    pub(crate) renewals: AtomicUsize,
    ending: AtomicBool,
    events: Events,
}

/// Where this person's files are.
pub(crate) struct Places {
    settings: PathBuf,
    window: PathBuf,
    cache: PathBuf,
}

impl Places {
    /// Fails where the system names no folder for a person's files.
    pub(crate) fn find() -> Answer<Self> {
        Ok(Self {
            settings: SettingsFile::default_path()?,
            window: WindowFile::default_path()?,
            cache: default_path()?,
        })
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Reads nothing yet but how the window was left: see [`App::start`].
    pub(crate) fn new(handle: AppHandle, places: Places) -> Self {
        let events = Events::new(handle.clone());
        let demo = Demo::new(places.cache.with_file_name("demo-tenant"));
        let activity = Activity::new(ActivityLog::of_cache(&places.cache));
        let storage = Storage::new(places.cache);
        Self(Arc::new(Parts {
            connections: Connections::new(storage.store(), demo),
            providers: Providers::new(SettingsFile::at(places.settings)),
            sign_ins: SignIns::new(events.clone()),
            attempts: Attempts::default(),
            storage,
            notices: Notices::default(),
            activity,
            clipboard: Clipboard::default(),
            left: Left::read(WindowFile::at(places.window)),
            picture: PagePicture::default(),
            tray: Tray::default(),
            deep_links: DeepLinks::new(handle),
            renewals: AtomicUsize::new(0),
            ending: AtomicBool::new(false),
            events,
        }))
    }

    /// Reads the settings, opens the cache in the background and follows what other processes write.
    pub(crate) fn start(&self, handle: &AppHandle) {
        let app = self.clone();
        self.activity.start(move |written| app.activity_written(written));
        self.read_settings();
        let (app, handle) = (self.clone(), handle.clone());
        tauri::async_runtime::spawn(async move { app.follow_cache(&handle).await });
        let app = self.clone();
        tauri::async_runtime::spawn(async move { app.follow_settings().await });
        let app = self.clone();
        tauri::async_runtime::spawn(async move { app.follow_clock().await });
    }

    async fn follow_cache(&self, handle: &AppHandle) {
        let version = self.storage.version().await;
        let mut follower = self.storage.follow(version);
        self.read_behind_picture(handle, version).await;
        loop {
            let version = follower.changed().await;
            // What this window wrote has been read and shown already.
            if !self.storage.waits_for_keyring() && !self.storage.shows(version) {
                let before = self.storage.ready();
                self.refresh().await;
                self.note_changes_since(before).await;
            }
        }
    }

    async fn follow_settings(&self) {
        loop {
            tokio::time::sleep(SETTINGS_INTERVAL).await;
            self.tell_of_activity();
            if self.providers.have_changed() {
                let before = self.providers.trouble().is_some();
                self.read_settings();
                // While the file stays unreadable there is nothing new to show.
                if !(before && self.providers.trouble().is_some()) {
                    self.changed();
                }
            }
        }
    }

    async fn follow_clock(&self) {
        loop {
            tokio::time::sleep(CLOCK_INTERVAL).await;
            if self.notices.look_at_clock(Moment::now()) {
                self.changed();
            }
        }
    }

    fn read_settings(&self) {
        self.providers.read();
        self.connections.trust(ca_file(None, self.providers.ca_file()));
        if let Some(aside) = self.providers.take_set_aside() {
            self.notices.add(NoticeKind::SettingsSetAside, &aside);
        }
    }

    /// Whether ending the program now could lose tokens that a provider has just issued.
    pub(crate) fn is_busy(&self) -> bool {
        self.renewals.load(Ordering::Relaxed) > 0 || self.sign_ins.is_exchanging()
    }

    /// The last window is closed, and nothing brings one back.
    pub(crate) fn begin_to_end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Whether the last window is closed.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Waits, but not for ever, until ending the program loses nothing.
    pub(crate) async fn settle(&self) {
        let end = Instant::now() + LAST_WAIT;
        while self.is_busy() && Instant::now() < end {
            tokio::time::sleep(LAST_WAIT_STEP).await;
        }
        self.clipboard.take_back();
        self.storage.undo.forget();
        // Longer than a log that another program keeps locked is waited for.
        drop(tokio::time::timeout(LAST_WAIT, self.activity.settle()).await);
    }

    /// Reads the cache anew and has the pages ask for it.
    pub(crate) async fn refresh(&self) {
        let Refreshed { set_aside, put_back } = self.storage.refresh().await;
        if let Some(set_aside) = set_aside
            && self.notices.add(NoticeKind::from(set_aside.reason), &set_aside.path)
        {
            self.note_set_aside(&set_aside);
        }
        if let Some(path) = put_back {
            self.notices.add(NoticeKind::CachePutBack, &path);
        }
        self.events.changed();
        self.forget_old_picture().await;
    }

    /// Has the pages that show what happened ask for it again.
    pub(crate) fn activity_changed(&self) {
        self.events.activity();
    }

    /// Has the pages ask for everything again.
    pub(crate) fn changed(&self) {
        self.events.changed();
    }

    /// Has the page show that account.
    pub(crate) fn open_account(&self, account: &AccountKey) {
        self.events.open_account(account);
    }

    /// What the window shows without choosing an account.
    pub(crate) fn view(&self) -> AppView {
        let cache = self.storage.shown();
        let accounts = accounts::list(&cache, &self.providers.known(), now());
        let current = self.providers.current();
        let current = current.filter(|key| accounts.iter().any(|account| account.key == *key));
        let mut view = AppView {
            providers: self.providers.views(),
            accounts,
            current,
            storage: self.storage_view(),
            notices: self.notices.views(),
            sign_in: self.sign_ins.view(),
            undo: self.storage.undo.view(Instant::now()),
            left: self.left.view(),
            preferences: self.providers.preferences(),
            desktop: DesktopView {
                tray: self.tray.is_there(),
                capture_protection: window::CAN_HIDE_FROM_CAPTURE,
            },
            list_mark: None,
            ca_file_of_environment: ca_file_of_environment().map(|path| path.display().to_string()),
        };
        view.list_mark = self.picture.mark_for(&view);
        view
    }

    /// Without the settings nobody knows which providers there are: the window then says why, and nothing else.
    fn storage_view(&self) -> StorageView {
        let storage = self.storage.view();
        match self.providers.trouble() {
            Some(error) => StorageView {
                state: StorageState::Unavailable,
                error: Some(error),
                can_start_over: false,
                ..storage
            },
            None => storage,
        }
    }

    /// The connection through which the account can be renewed, and the scopes to ask for.
    pub(crate) async fn connection_of(&self, account: &AccountId) -> Answer<(Connection, Vec<String>)> {
        let cache = self.storage.cache()?;
        cache.account(account).ok_or_else(|| not_found("the account"))?;
        let known = self.providers.known();
        let provider = known.provider_of(&cache, account).ok_or_else(provider_gone)?;
        Ok((self.connections.of(provider).await?, scopes(provider)))
    }

    /// Takes the address that the system handed over: the browser's answer to the sign-in that waits.
    pub(crate) fn take_address(&self, address: &str) {
        if let Err(refused) = self.sign_ins.take_address(address) {
            tracing::warn!(%refused, "an address was handed over that no sign-in waits for");
            self.notices.tell(NoticeKind::AnswerNotExpected);
            self.changed();
        }
    }

    /// Begins a sign-in that goes on in the background.
    pub(crate) fn begin_sign_in(
        &self,
        provider: &str,
        way: SignInWay,
        login_hint: Option<String>,
    ) -> Answer<SignInView> {
        let provider = self.providers.get(provider)?;
        let (view, ticket) = self.sign_ins.begin(&provider.id, way);
        let app = self.clone();
        tauri::async_runtime::spawn(async move {
            let outcome = app.sign_in(&ticket, &provider, way, login_hint).await;
            if let Ok(Ended::SignedIn(account)) = &outcome {
                app.signed_in(account.clone()).await;
            }
            app.note_sign_in(&provider, way, &outcome);
            ticket.end(outcome);
        });
        Ok(view)
    }

    async fn sign_in(
        &self,
        ticket: &Ticket,
        provider: &Provider,
        way: SignInWay,
        login_hint: Option<String>,
    ) -> Answer<Ended> {
        let client = self.connections.of(provider).await?.client;
        let ended = match way {
            SignInWay::Browser => {
                let redirect_uri = redirect_uri(provider)?;
                let way_back = self.deep_links.claim(&redirect_uri).await;
                let request = InteractiveRequest::new(scopes(provider));
                let request = InteractiveRequest { login_hint, redirect_uri, ..request };
                ticket.use_browser(&client, request, way_back).await
            }
            SignInWay::DeviceCode => {
                ticket.use_device_code(&client, DeviceCodeRequest::new(scopes(provider))).await
            }
        };
        self.compare_clocks(&client);
        ended
    }

    /// Tells of a wrong clock, or no longer, by what the provider's last answer said.
    pub(crate) fn compare_clocks(&self, client: &PublicClientApplication) {
        let Some(skew) = client.clock_skew() else { return };
        if self.notices.compare_clocks(client.authority().as_str(), skew, Moment::now()) {
            self.changed();
        }
    }

    /// The first account that signs in is the one in use.
    async fn signed_in(&self, account: AccountId) {
        self.refresh().await;
        if self.view().current.is_none() {
            if let Err(error) = self.providers.set_current(Some(account)) {
                tracing::warn!(message = error.message, "the account in use could not be kept");
            }
            self.changed();
        }
    }

    /// Chooses about the window. A file of certificate authorities that cannot be used is refused.
    pub(crate) fn set_preferences(&self, preferences: Preferences) -> Answer<()> {
        self.providers.set_preferences(preferences)?;
        self.connections.trust(ca_file(None, self.providers.ca_file()));
        self.changed();
        Ok(())
    }

    /// Opens the cache again after the person has put something right.
    pub(crate) async fn reopen(&self) {
        self.read_settings();
        self.storage.reopening();
        self.changed();
        self.refresh().await;
    }
}

/// Where the provider sends the browser back to.
pub(crate) fn redirect_uri(provider: &Provider) -> Answer<RedirectUri> {
    Ok(provider.redirect_uri.as_deref().map(RedirectUri::parse).transpose()?.unwrap_or_default())
}
