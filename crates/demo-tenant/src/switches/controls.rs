use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{Endpoint, Fault, IdTokenFlaw, RefreshTokenRule};
use crate::grants::{DEVICE_CODE, JWT_BEARER};

/// The seconds that an access token lives unless a switch says otherwise.
const ACCESS_TOKEN_LIFETIME: i64 = 3600;
/// The seconds that a device waits between two requests unless a switch says otherwise, as in Entra.
const DEVICE_CODE_INTERVAL: i64 = 5;

/// How the switches stand, and what has been asked so far.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    inner: Mutex<Inner>,
    /// Told of every request.
    met: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Inner {
    faults: BTreeMap<Endpoint, VecDeque<Fault>>,
    flaws: VecDeque<IdTokenFlaw>,
    rule: RefreshTokenRule,
    lifetime: Option<i64>,
    refresh_in: Option<i64>,
    device_code_interval: Option<i64>,
    complete_links: bool,
    unasked_client_info: bool,
    generation: i64,
    context: Option<String>,
    secrets_have_expired: bool,
    requests: BTreeMap<Endpoint, u64>,
    grants: BTreeMap<&'static str, u64>,
}

/// The grant types that are counted by name.
const GRANT_TYPES: [&str; 5] =
    ["authorization_code", "refresh_token", "client_credentials", JWT_BEARER, DEVICE_CODE];

impl Controls {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push_fault(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.inner().faults.entry(endpoint).or_default().extend(std::iter::repeat_n(fault, times));
    }

    pub(super) fn push_flaw(&self, flaw: IdTokenFlaw, times: usize) {
        self.inner().flaws.extend(std::iter::repeat_n(flaw, times));
    }

    pub(super) fn clear(&self) {
        let mut inner = self.inner();
        inner.faults.clear();
        inner.flaws.clear();
    }

    /// Counts a request and says what is to go wrong with it.
    pub(crate) fn meet(&self, endpoint: Endpoint) -> Option<Fault> {
        let fault = {
            let mut inner = self.inner();
            *inner.requests.entry(endpoint).or_default() += 1;
            inner.faults.get_mut(&endpoint).and_then(VecDeque::pop_front)
        };
        self.met.send_replace(());
        fault
    }

    /// Waits until an endpoint has met so many requests.
    pub(super) async fn met(&self, endpoint: Endpoint, count: u64) {
        // The sender is in `self`, so that the channel does not close meanwhile.
        drop(self.met.subscribe().wait_for(|()| self.requests(endpoint) >= count).await);
    }

    pub(crate) fn next_flaw(&self) -> Option<IdTokenFlaw> {
        self.inner().flaws.pop_front()
    }

    pub(super) fn requests(&self, endpoint: Endpoint) -> u64 {
        self.inner().requests.get(&endpoint).copied().unwrap_or_default()
    }

    /// Counts a redemption that gave tokens. Names of no grant type that exists are not kept.
    pub(crate) fn count_grant(&self, grant_type: &str) {
        if let Some(name) = GRANT_TYPES.into_iter().find(|name| *name == grant_type) {
            *self.inner().grants.entry(name).or_default() += 1;
        }
    }

    pub(super) fn grants(&self, grant_type: &str) -> u64 {
        self.inner().grants.get(grant_type).copied().unwrap_or_default()
    }

    pub(super) fn set_rule(&self, rule: RefreshTokenRule) {
        self.inner().rule = rule;
    }

    pub(crate) fn rule(&self) -> RefreshTokenRule {
        self.inner().rule
    }

    pub(super) fn set_lifetime(&self, seconds: i64) {
        self.inner().lifetime = Some(seconds);
    }

    pub(crate) fn lifetime(&self) -> i64 {
        self.inner().lifetime.unwrap_or(ACCESS_TOKEN_LIFETIME)
    }

    pub(super) fn set_refresh_in(&self, seconds: Option<i64>) {
        self.inner().refresh_in = seconds;
    }

    pub(crate) fn refresh_in(&self) -> Option<i64> {
        self.inner().refresh_in
    }

    pub(super) fn set_device_code_interval(&self, seconds: i64) {
        self.inner().device_code_interval = Some(seconds);
    }

    pub(crate) fn device_code_interval(&self) -> i64 {
        self.inner().device_code_interval.unwrap_or(DEVICE_CODE_INTERVAL)
    }

    pub(super) fn set_context(&self, context: Option<String>) {
        self.inner().context = context;
    }

    /// The authentication context that Graph wants to see.
    pub(crate) fn context(&self) -> Option<String> {
        self.inner().context.clone()
    }

    pub(super) fn expire_secrets(&self) {
        self.inner().secrets_have_expired = true;
    }

    /// Whether client secrets are no longer taken.
    pub(crate) fn secrets_have_expired(&self) -> bool {
        self.inner().secrets_have_expired
    }

    pub(super) fn offer_complete_links(&self) {
        self.inner().complete_links = true;
    }

    pub(crate) fn offers_complete_links(&self) -> bool {
        self.inner().complete_links
    }

    pub(super) fn send_client_info_unasked(&self) {
        self.inner().unasked_client_info = true;
    }

    pub(crate) fn sends_client_info_unasked(&self) -> bool {
        self.inner().unasked_client_info
    }

    pub(super) fn next_generation(&self) {
        self.inner().generation += 1;
    }

    /// Access tokens of an earlier generation are refused.
    pub(crate) fn generation(&self) -> i64 {
        self.inner().generation
    }
}
