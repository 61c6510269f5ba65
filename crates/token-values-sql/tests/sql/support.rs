use std::{sync::LazyLock, time::Duration};

use test_servers::PostgresServer;
use token_partitions::{Revision, Swapped, ValueStore};
use token_values_sql::{PostgresOptions, PostgresValues, SqliteOptions, SqliteValues};

/// For the tests that let it run. It ends with the process.
pub(crate) static POSTGRES: LazyLock<PostgresServer> = LazyLock::new(PostgresServer::start);

pub(crate) async fn connect(url: &str) -> PostgresValues {
    let values = PostgresValues::connect(url).await.expect("it connects");
    assert!(values.hears_of_changes(), "it listens");
    values
}

/// A change is acknowledged once the server that follows has it too: what that one lists is not behind then.
const IN_STEP: [&str; 2] = ["synchronous_standby_names=*", "synchronous_commit=remote_apply"];

/// A server, and one that follows it in step.
pub(crate) struct WithReplica {
    primary: PostgresServer,
    replica: PostgresServer,
}

impl WithReplica {
    pub(crate) fn start() -> Self {
        let primary = PostgresServer::start_with(&IN_STEP);
        let replica = primary.start_replica();
        Self { primary, replica }
    }

    pub(crate) fn new_database(&self) -> String {
        self.primary.new_database()
    }

    /// Connects to the database at both.
    pub(crate) async fn connect(&self, url: &str) -> PostgresValues {
        let mut options = PostgresOptions::default();
        options.replica = url.rsplit('/').next().map(|database| self.replica.url(database));
        let values = PostgresValues::connect_with(url, options).await.expect("it connects");
        assert!(values.hears_of_changes(), "it listens");
        values
    }
}

/// Options for tests of what fails, which shall not take long for it.
pub(crate) fn impatient() -> PostgresOptions {
    let mut options = PostgresOptions::default();
    options.time_limit = Duration::from_secs(2);
    options.connect_limit = Duration::from_millis(500);
    options
}

pub(crate) async fn open(path: &std::path::Path) -> SqliteValues {
    SqliteValues::open(path, SqliteOptions::default()).await.expect("it opens")
}

pub(crate) async fn put(values: &dyn ValueStore, name: &str, bytes: &[u8]) -> Revision {
    put_for(values, name, bytes, None).await
}

pub(crate) async fn put_for(
    values: &dyn ValueStore,
    name: &str,
    bytes: &[u8],
    lifetime: Option<Duration>,
) -> Revision {
    match values.swap(name, None, Some(bytes), lifetime).await.expect("it swaps") {
        Swapped::Done(Some(revision)) => revision,
        other => panic!("nobody else was there, but {other:?}"),
    }
}

pub(crate) async fn bytes_of(values: &dyn ValueStore, name: &str) -> Option<Vec<u8>> {
    values.get(name).await.expect("it answers").map(|value| value.bytes)
}
