use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use token_cache::{
    AccountHandling, AccountId, Added, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent,
    TokenResponse,
};
use token_store::{
    BoxFuture, Change, MemoryStore, RenewalLock, Snapshot, StoreError, TokenStore, TokenStoreExt, Version,
};
use tokio::sync::{Notify, Semaphore};

/// A store in memory that can be held up, made to fail, and made to show what it held before.
pub(crate) struct TestStore {
    pub(crate) inner: MemoryStore,
    /// Told when a change arrives.
    pub(crate) arrived: Notify,
    /// One permit lets every change through.
    gate: Semaphore,
    disk_full: Mutex<bool>,
    locked_out: AtomicUsize,
    stale: Mutex<Vec<Snapshot>>,
    /// How often the lock of those who renew was asked for.
    pub(crate) renewals_asked: AtomicUsize,
}

impl Default for TestStore {
    fn default() -> Self {
        Self {
            inner: MemoryStore::default(),
            arrived: Notify::new(),
            gate: Semaphore::new(1),
            disk_full: Mutex::default(),
            locked_out: AtomicUsize::new(0),
            stale: Mutex::default(),
            renewals_asked: AtomicUsize::new(0),
        }
    }
}

impl TestStore {
    pub(crate) async fn cache(&self) -> Arc<TokenCache> {
        self.inner.load().await.unwrap().cache
    }

    pub(crate) fn hold(&self) {
        self.gate.forget_permits(1);
    }

    pub(crate) fn let_go(&self) {
        self.gate.add_permits(1);
    }

    pub(crate) fn fill_disk(&self) {
        *self.disk_full.lock().unwrap() = true;
    }

    /// Has somebody else keep the lock for so many changes.
    pub(crate) fn lock_out(&self, times: usize) {
        self.locked_out.store(times, Ordering::SeqCst);
    }

    /// Puts an account with an ID token, of that subject, and a refresh token in it.
    pub(crate) async fn remember(&self, environment: &str, subject: &str) -> AccountId {
        let (environment, response) = (environment.to_owned(), response_about(subject));
        let added = self.inner.change_with(move |cache| {
            cache.add(&TokenEvent {
                client_id: "app",
                environment: &environment,
                realm: "",
                requested_scopes: &[],
                grant: Grant::AuthorizationCode,
                request: RequestData::default(),
                response: &response,
                account: AccountHandling::Create,
                now: Timestamp::from_unix(0),
            })
        });
        match added.await.unwrap().unwrap() {
            Added::Stored { account: Some(account), .. } => account,
            other => panic!("{other:?}"),
        }
    }

    /// Changes its JSON, as another library might.
    pub(crate) async fn edit(&self, edit: impl Fn(&mut Value) + Send + 'static) {
        let edited = self.inner.change(Box::new(move |cache| {
            let mut json: Value = serde_json::from_slice(&cache.serialize()).unwrap();
            edit(&mut json);
            *cache = TokenCache::deserialize(json.to_string().as_bytes()).unwrap();
        }));
        edited.await.unwrap();
    }

    /// Lets the next reads see `snapshot`, as if they had come earlier.
    pub(crate) fn show(&self, snapshot: &Snapshot, times: usize) {
        self.stale.lock().unwrap().extend(std::iter::repeat_n(snapshot.clone(), times));
    }
}

impl TokenStore for TestStore {
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async move {
            let stale = self.stale.lock().unwrap().pop();
            match stale {
                Some(snapshot) => Ok(snapshot),
                None => self.inner.load().await,
            }
        })
    }

    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async move {
            self.arrived.notify_one();
            let _permit = self.gate.acquire().await.unwrap();
            if self
                .locked_out
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok()
            {
                let path = PathBuf::from("cache.lockfile");
                return Err(StoreError::LockHeld { path, holder: None, waited: Duration::from_secs(10) });
            }
            if *self.disk_full.lock().unwrap() {
                return Err(StoreError::DiskFull { path: PathBuf::from("cache") });
            }
            self.inner.change(change).await
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>> {
        self.inner.version()
    }

    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        self.renewals_asked.fetch_add(1, Ordering::SeqCst);
        self.inner.renewal_lock(name, time_limit)
    }
}

/// An ID token that nobody signed.
pub(crate) fn unsigned_id_token(subject: &str) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.AA", part(json!({"alg": "RS256"})), part(json!({"sub": subject})))
}

fn response_about(subject: &str) -> TokenResponse {
    TokenResponse {
        id_token: Some(Secret::new(unsigned_id_token(subject))),
        refresh_token: Some(Secret::new("refresh".into())),
        ..TokenResponse::default()
    }
}
