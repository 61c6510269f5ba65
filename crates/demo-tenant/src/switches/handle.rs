use std::sync::Arc;

use super::{Endpoint, Fault, IdTokenFlaw, RefreshTokenRule};
use crate::ledger::State;
use crate::people::person;
use crate::provider::Provider;
use crate::{Client, DemoError};

/// Makes a running demo tenant misbehave, and tells what it was asked. Clones act on the same tenant.
#[derive(Clone)]
pub struct Switches {
    provider: Arc<Provider>,
}

impl Switches {
    pub(crate) fn new(provider: Arc<Provider>) -> Self {
        Self { provider }
    }

    /// Makes the next so many requests to an endpoint fail. Faults queue up behind each other.
    pub fn fail_next(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.provider.controls.push_fault(endpoint, fault, times);
    }

    /// Spoils the next so many ID tokens.
    pub fn spoil_id_tokens(&self, flaw: IdTokenFlaw, times: usize) {
        self.provider.controls.push_flaw(flaw, times);
    }

    /// Ends all faults and flaws that have not struck yet.
    pub fn clear(&self) {
        self.provider.controls.clear();
    }

    /// Sets how long new access tokens live, in seconds; 3600 from the start.
    pub fn set_access_token_lifetime(&self, seconds: i64) {
        self.provider.controls.set_lifetime(seconds);
    }

    /// Sets `refresh_in` in the next answers, in seconds; `None`, as from the start, leaves it out.
    pub fn set_refresh_in(&self, seconds: Option<i64>) {
        self.provider.controls.set_refresh_in(seconds);
    }

    /// Sets how many seconds the devices that begin from now on have to wait between two requests; 5 from the start.
    pub fn set_device_code_interval(&self, seconds: i64) {
        self.provider.controls.set_device_code_interval(seconds);
    }

    /// From now on devices get a link with the code filled in too (`verification_uri_complete`, RFC 8628, section
    /// 3.3.1), which Entra does not offer.
    pub fn offer_complete_links(&self) {
        self.provider.controls.offer_complete_links();
    }

    /// From now on `client_info` is sent to who does not ask for it too, which Entra does not do.
    pub fn send_client_info_unasked(&self) {
        self.provider.controls.send_client_info_unasked();
    }

    /// Makes every device code that is under way expire and says how many those are.
    pub fn expire_device_codes(&self) -> usize {
        self.provider.device_codes.expire_all(self.provider.clock.now())
    }

    /// Makes Graph refuse every access token issued so far, as if it had expired.
    pub fn expire_access_tokens(&self) {
        self.provider.controls.next_generation();
    }

    /// Makes Graph refuse every access token that does not say that it satisfies this authentication context, with a
    /// claims challenge; `None`, as from the start, makes it take all.
    pub fn require_authentication_context(&self, context: Option<&str>) {
        self.provider.controls.set_context(context.map(str::to_owned));
    }

    /// Sets what becomes of a refresh token once it was used.
    pub fn set_refresh_token_rule(&self, rule: RefreshTokenRule) {
        self.provider.controls.set_rule(rule);
    }

    /// Revokes all grants of one person (see [`crate::Person::id`]) and says how many refresh tokens that
    /// concerns. Using one then gives AADSTS50173. Access tokens live on until they expire.
    pub async fn revoke_grants(&self, person_id: &str) -> Result<usize, DemoError> {
        let person = person(person_id).ok_or_else(|| DemoError::UnknownPerson(person_id.to_owned()))?;
        let now = self.provider.clock.now();
        self.provider.ledger.change(move |state| state.revoke_person(person.id, now)).await
    }

    /// Makes every refresh token issued so far expire (AADSTS700082) and says how many those are.
    pub async fn expire_refresh_tokens(&self) -> Result<usize, DemoError> {
        self.provider.ledger.change(State::expire_refresh_tokens).await
    }

    /// Makes every client secret expire (AADSTS7000222).
    pub fn expire_client_secrets(&self) {
        self.provider.controls.expire_secrets();
    }

    /// Registers a certificate, in PEM, that a confidential client may prove itself by.
    ///
    /// Fails with [`DemoError::UnknownClient`], or with [`DemoError::Certificate`] where it is none with an RSA key.
    pub fn register_certificate(&self, client_id: &str, pem: &str) -> Result<(), DemoError> {
        self.provider.certificates.register(client(client_id)?, pem)
    }

    /// Takes all of a client's certificates from its registration (AADSTS700027).
    ///
    /// Fails with [`DemoError::UnknownClient`].
    pub fn forget_certificates(&self, client_id: &str) -> Result<(), DemoError> {
        self.provider.certificates.forget(client(client_id)?);
        Ok(())
    }

    /// Forgets who consented to what.
    pub async fn forget_consents(&self) -> Result<(), DemoError> {
        self.provider.ledger.change(State::forget_consents).await
    }

    /// Forgets who is signed in in which browser.
    pub fn forget_browsers(&self) {
        self.provider.browsers.forget_all();
    }

    /// Moves the tenant's clock so many seconds ahead of its start or of the system's time, or behind it when
    /// negative: in tokens, in the `Date` header and in what has expired.
    pub fn skew_clock(&self, seconds: i64) {
        self.provider.clock.set_offset(seconds);
    }

    /// How many requests an endpoint has met since the start, those that were made to fail included.
    pub fn requests(&self, endpoint: Endpoint) -> u64 {
        self.provider.controls.requests(endpoint)
    }

    /// Waits until an endpoint has met so many requests since the start.
    pub async fn requested(&self, endpoint: Endpoint, count: u64) {
        self.provider.controls.met(endpoint, count).await;
    }

    /// How many times the token endpoint has given tokens for a grant type, `refresh_token` for example.
    pub fn redemptions(&self, grant_type: &str) -> u64 {
        self.provider.controls.grants(grant_type)
    }
}

fn client(id: &str) -> Result<&'static Client, DemoError> {
    Client::find(id).ok_or_else(|| DemoError::UnknownClient(id.to_owned()))
}
