use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use token_cache::{Added, RequestData, Timestamp, TokenCache};
use token_store::{PartitionKey, TokenStore};
use tokio::sync::Mutex;

use crate::authority::is_guid;
use crate::claims::claims_parameter;
use crate::id_token::{KeyCache, KeySource, Validation};
use crate::provider::ProviderConfiguration;
use crate::silent::{Pause, Renewals};
use crate::{
    Authority, AuthorityKind, ClaimsChallenge, ClientCredential, Clock, HttpClient, InstanceDiscovery,
    SignInError, Timer,
};

/// A provider's description is asked for again after that many seconds.
const CONFIGURATION_LIFETIME: i64 = 24 * 60 * 60;

/// Which application signs people in, and where.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    client_id: String,
    authority: Authority,
    capabilities: Vec<String>,
    instance_discovery: InstanceDiscovery,
    clock: Clock,
    timer: Timer,
}

impl ClientConfig {
    /// Fails with [`SignInError::ClientIdInvalid`].
    pub fn new(client_id: &str, authority: Authority) -> Result<Self, SignInError> {
        let client_id = client_id.trim();
        let problem = if client_id.is_empty() {
            Some("it is empty")
        } else if has_guids(authority.kind()) && !is_guid(client_id) {
            Some("with Microsoft Entra it is a GUID")
        } else if !client_id.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
            Some("it has characters that no client ID has (RFC 6749, appendix A.1)")
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(SignInError::ClientIdInvalid(problem));
        }
        let (clock, timer) = (Clock::system(), Timer::system());
        let (instance_discovery, capabilities) = Default::default();
        Ok(Self {
            client_id: client_id.to_owned(),
            authority,
            capabilities,
            instance_discovery,
            clock,
            timer,
        })
    }

    /// Tells Entra what this application can do, in every request for tokens: `cp1` says that it understands claims
    /// challenges, and gets tokens that live longer and can be revoked for it (Microsoft docs, "How to use Continuous
    /// Access Evaluation enabled APIs in your applications"). Other providers are not told.
    #[must_use]
    pub fn with_client_capabilities(self, capabilities: Vec<String>) -> Self {
        Self { capabilities, ..self }
    }

    /// Has hosts that are not known to be Entra's vouched for by somebody else, or by nobody.
    #[must_use]
    pub fn with_instance_discovery(self, instance_discovery: InstanceDiscovery) -> Self {
        Self { instance_discovery, ..self }
    }

    /// Goes by another clock than this computer's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Waits by another timer than the runtime's.
    #[must_use]
    pub fn with_timer(self, timer: Timer) -> Self {
        Self { timer, ..self }
    }

    /// The same at another authority.
    pub(crate) fn at(&self, authority: Authority) -> Self {
        Self { authority, ..self.clone() }
    }
}

fn has_guids(kind: AuthorityKind) -> bool {
    matches!(kind, AuthorityKind::Entra | AuthorityKind::B2c | AuthorityKind::ExternalId)
}

/// An application that cannot keep a secret, such as one on a desktop (RFC 6749, section 2.1): signs people in
/// and gets tokens for them. Cheap to clone; clones share what they know about the provider.
#[derive(Clone)]
pub struct PublicClientApplication {
    pub(crate) client: Arc<Application>,
}

/// An application at work in one cache: its only one, or one of many.
#[derive(Clone)]
pub(crate) struct Application {
    shared: Arc<Shared>,
    /// Which of its caches: what one was asked and told is no answer for another.
    pub(crate) partition: PartitionKey,
    pub(crate) store: Arc<dyn TokenStore>,
    /// Whether the partition is that of one assertion.
    is_of_assertion: bool,
}

/// What an application is and knows in whichever cache it works.
pub(crate) struct Shared {
    pub(crate) client_id: String,
    pub(crate) authority: Authority,
    capabilities: Vec<String>,
    pub(crate) instance_discovery: InstanceDiscovery,
    pub(crate) clock: Clock,
    pub(crate) timer: Timer,
    pub(crate) http: HttpClient,
    /// What it proves itself by, if it can.
    pub(crate) credential: Option<ClientCredential>,
    pub(crate) keys: KeyCache,
    pub(crate) renewals: Renewals,
    described: Mutex<Option<Described>>,
    /// Other names of the environment, once discovery has told them.
    pub(crate) told_names: OnceLock<Vec<String>>,
    /// The realm to look tokens up by, once it is known.
    realm: OnceLock<String>,
    /// What the cache notes it under, where the authority does not tell.
    noted_as: Option<String>,
}

struct Described {
    configuration: Arc<ProviderConfiguration>,
    at: Timestamp,
}

impl PublicClientApplication {
    /// An application that keeps its tokens in `store`. Nothing is asked yet.
    pub fn new(config: ClientConfig, store: Arc<dyn TokenStore>, http: HttpClient) -> Self {
        let shared = Arc::new(Shared::new(config, None, http));
        Self { client: Arc::new(Application::new(shared, PartitionKey::named(""), store)) }
    }

    /// The application's ID.
    pub fn client_id(&self) -> &str {
        &self.client.client_id
    }

    /// Who signs people in.
    pub fn authority(&self) -> &Authority {
        &self.client.authority
    }

    /// How many seconds the provider's clock is ahead of this computer's, as its last answer said; none where it
    /// was not asked yet, or does not tell the time.
    pub fn clock_skew(&self) -> Option<i64> {
        self.client.http.clock_skew(&self.client.authority.configuration_url().ok()?)
    }

    /// Asks the provider to describe itself, to see whether the authority can be right.
    ///
    /// Fails with [`SignInError::DiscoveryFailed`], [`SignInError::Network`], [`SignInError::ProviderBusy`],
    /// [`SignInError::AnswerInvalid`], or, for a host that nobody vouches for, [`SignInError::AuthorityInvalid`].
    pub async fn discover(&self) -> Result<(), SignInError> {
        self.client.configuration().await.map(|_| ())
    }
}

impl Application {
    pub(crate) fn new(shared: Arc<Shared>, partition: PartitionKey, store: Arc<dyn TokenStore>) -> Self {
        Self { shared, partition, store, is_of_assertion: false }
    }

    /// In a partition that is named after an assertion, whose tokens say so.
    pub(crate) fn of_assertion(&self) -> Self {
        Self { is_of_assertion: true, ..self.clone() }
    }

    /// What sets the tokens here apart from others for the same scopes.
    pub(crate) fn request_data(&self) -> RequestData<'_> {
        let user_assertion_hash = self.is_of_assertion.then(|| self.partition.as_str());
        RequestData { user_assertion_hash, ..RequestData::default() }
    }
}

impl Shared {
    pub(crate) fn new(config: ClientConfig, credential: Option<ClientCredential>, http: HttpClient) -> Self {
        let ClientConfig { client_id, authority, capabilities, instance_discovery, clock, timer } = config;
        let (keys, described, told_names) = Default::default();
        let noted_as = authority.to_note_realm();
        // Many people wait for a web app, and one for a program of their own.
        let pause = if credential.is_some() { Pause::OfWebApp } else { Pause::OfDesktop };
        let renewals = Renewals::new(pause);
        let realm = authority.known_realm().map(|realm| OnceLock::from(realm.to_owned())).unwrap_or_default();
        Self {
            client_id,
            authority,
            capabilities,
            instance_discovery,
            clock,
            timer,
            http,
            credential,
            keys,
            renewals,
            described,
            told_names,
            realm,
            noted_as,
        }
    }

    /// What the provider says about itself, asked for once a day.
    ///
    /// Fails as [`ProviderConfiguration::discover`] does; the next call then asks again.
    pub(crate) async fn configuration(&self) -> Result<Arc<ProviderConfiguration>, SignInError> {
        let mut described = self.described.lock().await;
        let now = self.clock.now();
        if let Some(known) = described.as_ref() {
            let age = now.as_unix().saturating_sub(known.at.as_unix());
            if (0..CONFIGURATION_LIFETIME).contains(&age) {
                return Ok(Arc::clone(&known.configuration));
            }
        }
        let discovered =
            ProviderConfiguration::discover(&self.authority, &self.instance_discovery, &self.http);
        let configuration = Arc::new(discovered.await?);
        self.told_names.get_or_init(|| configuration.instance.told(&self.authority));
        *described = Some(Described { configuration: Arc::clone(&configuration), at: now });
        Ok(configuration)
    }

    /// The realm to look tokens up by in a cache, as far as it is known without asking the provider: because the
    /// authority tells, or the provider told before, this process or another one.
    pub(crate) fn realm_if_known<'a>(&'a self, cache: &'a TokenCache) -> Option<&'a str> {
        let noted = || {
            let authority = self.noted_as.as_ref()?;
            cache.noted_realm(&self.client_id, self.authority.environment(), authority)
        };
        self.realm.get().map(String::as_str).or_else(noted)
    }

    /// The realm to look tokens up by in a cache; asked of the provider only where nothing else tells.
    pub(crate) async fn realm<'a>(&'a self, cache: &'a TokenCache) -> Result<&'a str, SignInError> {
        if let Some(realm) = self.realm_if_known(cache) {
            return Ok(realm);
        }
        let configuration = self.configuration().await?;
        Ok(self.realm.get_or_init(|| self.authority.realm(&configuration.token_endpoint)))
    }

    /// Notes beside new tokens what realm the provider says they are for, so that they are found offline.
    pub(crate) fn note_realm(&self, cache: &mut TokenCache, realm: &str) {
        if let Some(authority) = &self.noted_as {
            cache.note_realm(&self.client_id, self.authority.environment(), authority, realm);
        }
    }

    /// Notes what the access token that was just added was asked for with, for a person to see. Nobody looks at a web
    /// app's caches, of which there are many.
    pub(crate) fn note_requested(&self, cache: &mut TokenCache, added: &Added, scopes: &[String]) {
        if let (None, Added::Stored { access_token: Some(key), .. }) = (&self.credential, added) {
            cache.note_requested(key, scopes);
        }
    }

    /// The `claims` parameter of every request: what was challenged, and what this application can do.
    pub(crate) fn claims_parameter(&self, challenge: Option<&ClaimsChallenge>) -> Option<String> {
        let told: &[String] = if self.authority.speaks_entra() { &self.capabilities } else { &[] };
        claims_parameter(told, challenge)
    }

    pub(crate) fn validation<'a>(&'a self, provider: &'a ProviderConfiguration) -> Validation<'a> {
        let source = KeySource { url: &provider.keys_address, http: &self.http, clock: &self.clock };
        Validation { client_id: &self.client_id, provider, keys: &self.keys, source }
    }
}

impl Deref for Application {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl fmt::Debug for PublicClientApplication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PublicClientApplication")
            .field("client_id", &self.client.client_id)
            .field("authority", &self.client.authority)
            .finish_non_exhaustive()
    }
}
