use std::time::Duration;

/// How a Redis is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedisOptions {
    /// How long a call may take, with everything that is tried again; 5 seconds. A cluster should be done with a failover
    /// within it.
    pub time_limit: Duration,
    /// The channel that nodes tell each other of changes on; `tessera:changed`. In a database other than 0, its number
    /// is added, because channels belong to no database.
    pub channel: String,
    /// Certificate authorities to trust instead of the system's, in PEM; for `rediss://`.
    pub certificate_authorities: Option<String>,
    /// How many replicas are to have a change before it is called done (WAIT). Without it, one where a cluster knows of a
    /// replica, and none elsewhere. A change that they do not confirm within a tenth of a second is uncertain; for five
    /// seconds no other then waits for them.
    pub replicas: Option<u32>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            time_limit: Duration::from_secs(5),
            channel: "tessera:changed".to_owned(),
            certificate_authorities: None,
            replicas: None,
        }
    }
}
