use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use redis::{Client, Cmd, Pipeline, ProtocolVersion, RedisResult, TlsCertificates, Value};
use tokio::time::Instant;

use crate::{
    RedisOptions,
    address::{Place, RedisAddress},
    fault::{Command, Fault, RedisFault},
    line::Line,
};

/// How long a swap waits for replicas.
const REPLICAS_WITHIN: Duration = Duration::from_millis(100);
/// How long no swap waits for them after one waited in vain.
const REPLICAS_MISSED: Duration = Duration::from_secs(5);

/// One server.
pub(crate) struct Node {
    line: Line,
    // Redis serves nothing else on a connection that waits for replicas.
    waiting: Line,
    replicas: u32,
    missed: Mutex<Option<Instant>>,
}

impl Node {
    pub(crate) fn new(address: &RedisAddress, place: &Place, options: &RedisOptions) -> RedisResult<Self> {
        // Only version 3 of the protocol tells at once that a connection has ended.
        let client = || client(address, place, options, ProtocolVersion::RESP3);
        let line = || Ok::<_, redis::RedisError>(Line::new(client()?, options.time_limit));
        let replicas = options.replicas.unwrap_or(u32::from(address.cluster));
        Ok(Self { line: line()?, waiting: line()?, replicas, missed: Mutex::new(None) })
    }

    /// Has the command run; `asking` after the node was named by an ASK redirection.
    pub(crate) async fn run(
        &self,
        command: &Cmd,
        does: Command,
        asking: bool,
        end: Instant,
    ) -> Result<Value, Fault> {
        let mut commands = redis::pipe();
        if asking {
            commands.add_command(redis::cmd("ASKING"));
        }
        commands.add_command(command.clone());
        let answers = match does {
            Command::Changes if self.waits() => self.send_and_wait(commands, end).await?,
            _ => self.line.send(&commands, 1, end).await?,
        };
        answers.into_iter().next().ok_or_else(|| Fault::Lost(RedisFault::new("no answer")))
    }

    fn waits(&self) -> bool {
        let missed = *self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        self.replicas > 0 && missed.is_none_or(|missed| missed.elapsed() > REPLICAS_MISSED)
    }

    async fn send_and_wait(&self, mut commands: Pipeline, end: Instant) -> Result<Vec<Value>, Fault> {
        let mut wait = redis::cmd("WAIT");
        wait.arg(self.replicas).arg(u64::try_from(REPLICAS_WITHIN.as_millis()).unwrap_or(0));
        commands.add_command(wait);
        let answers = self.waiting.send(&commands, 2, end).await?;
        if !matches!(answers.get(1), Some(Value::Int(having)) if *having >= i64::from(self.replicas)) {
            tracing::warn!("no replica of the store confirms a change");
            *self.missed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        Ok(answers)
    }
}

/// What connects to a node.
pub(crate) fn client(
    address: &RedisAddress,
    place: &Place,
    options: &RedisOptions,
    protocol: ProtocolVersion,
) -> RedisResult<Client> {
    let info = address
        .at(place)
        .ok_or((redis::ErrorKind::InvalidClientConfig, "an address has at least one host"))?;
    let settings = info.redis_settings().clone().set_protocol(protocol);
    let info = info.set_redis_settings(settings);
    match &options.certificate_authorities {
        Some(authorities) if matches!(info.addr(), redis::ConnectionAddr::TcpTls { .. }) => {
            let root_cert = Some(authorities.clone().into_bytes());
            Client::build_with_tls(info, TlsCertificates { client_tls: None, root_cert })
        }
        _ => Client::open(info),
    }
}
