use std::sync::Arc;
use std::time::Duration;

use demo_tenant::Person;
use sign_in::{
    AcquiredToken, ConfidentialClientApplication, Refresh, SignInError, SilentOutcome, SilentRequest,
};
use test_servers::RedisServer;
use token_cache::{AccountId, Timestamp};
use token_partitions::{Clock, ManualClock, Names, Options, Partitions, Sealing, SystemClock};
use token_values_redis::RedisValues;

use crate::peers::{By, Desk, HOST};

/// A tenant in which one of the people is a guest.
pub(crate) const TENANT: &str = "c2a94d7e-16f3-4f0b-8b5e-90e4d1b73c58";

/// A Redis with the caches of an app whose nodes are not all written with the same library.
pub(crate) struct Shop {
    pub(crate) desk: Desk,
    pub(crate) redis: RedisServer,
    /// By which our nodes believe what is in their memory.
    clock: ManualClock,
}

/// A node of ours.
pub(crate) struct Node {
    pub(crate) partitions: Partitions<RedisValues>,
    application: ConfidentialClientApplication,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let clock = ManualClock::at(Timestamp::from_unix(SystemClock.timestamp().as_unix()));
        Self { desk: Desk::new(By::Secret).await, redis: RedisServer::start(), clock }
    }

    pub(crate) fn person(&self, id: &str) -> &'static Person {
        self.desk.tenant.people().iter().find(|person| person.id == id).unwrap()
    }

    pub(crate) async fn node(&self) -> Node {
        let mut options = Options::new(Sealing::Plain);
        // Caches alone are named as the others name them.
        options.names = Names { caches: String::new(), ..Names::default() };
        options.clock = Arc::new(self.clock.clone());
        options.prune_beyond = usize::MAX;
        let values = RedisValues::connect(&self.redis.url()).await.unwrap();
        let partitions = Partitions::new(values, options);
        let application = self.desk.application_on(Arc::new(partitions.clone()), TENANT);
        Node { partitions, application }
    }

    /// So much that nobody believes their memory any more: the others tell nobody what they write.
    pub(crate) fn let_pass_what_memory_is_believed_for(&self) {
        self.clock.advance(Duration::from_secs(2));
    }
}

impl Node {
    pub(crate) async fn sign_in(&self, shop: &Shop, person: &Person, scope: &str) {
        let account = shop.desk.sign_in_to(&self.application, person.id, scope).await;
        assert_eq!(account, account_of(person));
    }

    pub(crate) async fn silent(&self, person: &Person, scope: &str) -> Option<AcquiredToken> {
        got(self.try_silent(person, scope, Refresh::WhenExpired).await.unwrap())
    }

    pub(crate) async fn renew(&self, person: &Person, scope: &str) -> Option<AcquiredToken> {
        got(self.try_silent(person, scope, Refresh::Always).await.unwrap())
    }

    pub(crate) async fn try_silent(
        &self,
        person: &Person,
        scope: &str,
        refresh: Refresh,
    ) -> Result<SilentOutcome, SignInError> {
        let request = SilentRequest::new(account_of(person), vec![scope.to_owned()]);
        self.application.acquire_token_silent(SilentRequest { refresh, ..request }).await
    }

    pub(crate) async fn remove(&self, person: &Person) {
        self.application.sign_out(&account_of(person)).await.unwrap();
    }
}

fn account_of(person: &Person) -> AccountId {
    AccountId { home_account_id: person.home_account_id(), environment: HOST.to_owned() }
}

fn got(outcome: SilentOutcome) -> Option<AcquiredToken> {
    match outcome {
        SilentOutcome::Token(token) => Some(token),
        SilentOutcome::InteractionRequired(_) => None,
    }
}
