use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use redis::{Client, Cmd, Pipeline, ProtocolVersion, RedisResult, TlsCertificates, Value};
use tokio::time::Instant;

use crate::{
    RedisOptions,
    address::{Place, RedisAddress},
    fault::{Fault, RedisFault},
    line::Line,
};

/// How long a swap waits for replicas.
const REPLICAS_WITHIN: Duration = Duration::from_millis(100);
/// How long no swap waits for them after one waited in vain.
const REPLICAS_MISSED: Duration = Duration::from_secs(5);
/// What our scripts answer when they changed nothing.
const UNCHANGED: Value = Value::Int(0);

/// One server.
pub(crate) struct Node {
    line: Line,
    // Redis serves nothing else on a connection that waits for replicas.
    waiting: Line,
    missed: Mutex<Option<Instant>>,
}

/// How a command is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sending {
    /// Whether the node was named by an ASK redirection.
    pub(crate) asking: bool,
    /// How many replicas are to have what it changes.
    pub(crate) replicas: u32,
    /// When it is no longer waited for.
    pub(crate) end: Instant,
}

impl Node {
    pub(crate) fn new(address: &RedisAddress, place: &Place, options: &RedisOptions) -> RedisResult<Self> {
        // Only version 3 of the protocol tells at once that a connection has ended.
        let client = || client(address, place, options, ProtocolVersion::RESP3);
        let line = || Ok::<_, redis::RedisError>(Line::new(client()?, options.time_limit));
        Ok(Self { line: line()?, waiting: line()?, missed: Mutex::new(None) })
    }

    /// Has the command run.
    pub(crate) async fn run(&self, command: &Cmd, sending: Sending) -> Result<Value, Fault> {
        let mut commands = redis::pipe();
        if sending.asking {
            commands.add_command(redis::cmd("ASKING"));
        }
        commands.add_command(command.clone());
        if sending.replicas > 0 && !self.has_just_missed() {
            return self.run_and_wait(commands, sending).await;
        }
        answer_of(self.line.send(&commands, 1, sending.end).await?)
    }

    fn has_just_missed(&self) -> bool {
        let missed = *self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        missed.is_some_and(|missed| missed.elapsed() < REPLICAS_MISSED)
    }

    /// A change that no replica confirms may be lost with the primary, which may be none any more: so it is uncertain.
    async fn run_and_wait(&self, mut commands: Pipeline, sending: Sending) -> Result<Value, Fault> {
        let mut wait = redis::cmd("WAIT");
        wait.arg(sending.replicas).arg(u64::try_from(REPLICAS_WITHIN.as_millis()).unwrap_or(0));
        commands.add_command(wait);
        let mut answers = self.waiting.send(&commands, 2, sending.end).await?;
        let confirmed = matches!(answers.pop(), Some(Value::Int(by)) if by >= i64::from(sending.replicas));
        let answer = answer_of(answers)?;
        if confirmed || answer == UNCHANGED {
            return Ok(answer);
        }
        *self.missed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Err(Fault::Lost(RedisFault::new("no replica confirms the change")))
    }
}

fn answer_of(answers: Vec<Value>) -> Result<Value, Fault> {
    let answer = answers.into_iter().next().ok_or_else(|| Fault::Lost(RedisFault::new("no answer")))?;
    answer.extract_error().map_err(Fault::after_sending)
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
