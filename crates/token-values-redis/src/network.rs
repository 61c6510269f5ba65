use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use redis::{Cmd, Value};
use token_partitions::ValueError;
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    RedisOptions,
    address::{Place, RedisAddress},
    fault::{Command, Fault, RedisFault},
    node::{Node, Sending},
    slots::Slots,
};

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// A primary without a replica is asked so often whether it has one.
const REPLICAS_LOOKED_FOR: Duration = Duration::from_secs(5);

/// One server or all of a cluster: has commands run where their key is, and tries again what is safe to try again.
pub(crate) struct Network {
    pub(crate) address: RedisAddress,
    pub(crate) options: RedisOptions,
    nodes: RwLock<HashMap<Place, Arc<Node>>>,
    slots: RwLock<Arc<Slots>>,
    looked: std::sync::Mutex<Option<Instant>>,
    looking: Mutex<()>,
}

/// Who is to run a command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum To<'a> {
    /// Whoever has the key.
    Key(&'a str),
    /// That node.
    Node(&'a Place),
}

/// What a redirection says.
struct Redirection {
    place: Place,
    asking: bool,
}

impl Network {
    pub(crate) fn new(address: RedisAddress, options: RedisOptions) -> Self {
        let (nodes, slots) = (RwLock::default(), RwLock::default());
        Self { address, options, nodes, slots, looked: std::sync::Mutex::default(), looking: Mutex::new(()) }
    }

    /// Has a command run within the time limit.
    pub(crate) async fn run(&self, to: To<'_>, command: &Cmd, does: Command) -> Result<Value, ValueError> {
        let end = Instant::now() + self.options.time_limit;
        let (mut redirection, mut pause, mut attempts) = (None, FIRST_PAUSE, 0);
        loop {
            let seen = self.slots();
            let fault = match self.attempt(to, redirection.take(), command, does, end).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            attempts += 1;
            if !self.may_be_sent_again(&fault, does, attempts) || Instant::now() + pause >= end {
                return Err(fault.into_error(does));
            }
            redirection = redirection_of(&fault);
            if redirection.is_none() {
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            if redirection.as_ref().is_none_or(|redirection| !redirection.asking) {
                self.look_again(&seen, end).await;
            }
        }
    }

    /// A cluster is to be given the time for a failover; one server that is gone, only that for a connection that has
    /// ended unnoticed.
    fn may_be_sent_again(&self, fault: &Fault, does: Command, attempts: u32) -> bool {
        match fault {
            Fault::Refused(_) => fault.is_passing(),
            Fault::Shut(_) => false,
            Fault::Unsent(_) => self.address.cluster || attempts < 2,
            Fault::Lost(_) => does == Command::Reads && (self.address.cluster || attempts < 2),
        }
    }

    async fn attempt(
        &self,
        to: To<'_>,
        redirection: Option<Redirection>,
        command: &Cmd,
        does: Command,
        end: Instant,
    ) -> Result<Value, Fault> {
        let asking = redirection.as_ref().is_some_and(|redirection| redirection.asking);
        let place = match (redirection, to) {
            (Some(redirection), _) => redirection.place,
            (None, To::Node(place)) => place.clone(),
            (None, To::Key(key)) => self.place_of(key, end).await?,
        };
        let replicas = if does == Command::Changes { self.replicas_of(&place, end).await } else { 0 };
        self.node(&place)?.run(command, Sending { asking, replicas, end }).await
    }

    /// How many replicas of that primary are to have a change: in a cluster one, unless it is known to have none, as it is
    /// for a while after a failover.
    async fn replicas_of(&self, place: &Place, end: Instant) -> u32 {
        if let Some(replicas) = self.options.replicas {
            return replicas;
        }
        let seen = self.slots();
        if self.address.cluster && !seen.have_replica_of(place) && self.looked_long_ago() {
            self.look_again(&seen, end).await;
        }
        u32::from(self.slots().have_replica_of(place))
    }

    fn looked_long_ago(&self) -> bool {
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.is_none_or(|looked| looked.elapsed() > REPLICAS_LOOKED_FOR)
    }

    async fn place_of(&self, key: &str, end: Instant) -> Result<Place, Fault> {
        if !self.address.cluster {
            return self.address.places().into_iter().next().ok_or_else(no_node);
        }
        if self.slots() == Arc::default() {
            self.look(end).await.map_err(Fault::before_sending)?;
        }
        self.slots().primary_of(key).cloned().ok_or_else(no_node)
    }

    /// Which primary of a cluster has which slots now. Of a server alone: that it has all.
    pub(crate) async fn slots_now(&self) -> Result<Arc<Slots>, ValueError> {
        if !self.address.cluster {
            return Ok(Arc::new(Slots::all_at(self.address.places())));
        }
        let end = Instant::now() + self.options.time_limit;
        self.look(end).await.map_err(|fault| fault.into_error(Command::Reads))?;
        Ok(self.slots())
    }

    /// Every node that is known: the primaries first, then those that the address names.
    pub(crate) fn known(&self) -> Vec<Place> {
        let mut known = self.slots().primaries();
        for place in self.address.places() {
            if !known.contains(&place) {
                known.push(place);
            }
        }
        known
    }

    fn slots(&self) -> Arc<Slots> {
        Arc::clone(&self.slots.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn node(&self, place: &Place) -> Result<Arc<Node>, Fault> {
        if let Some(node) = self.nodes.read().unwrap_or_else(PoisonError::into_inner).get(place) {
            return Ok(Arc::clone(node));
        }
        let node = Node::new(&self.address, place, &self.options);
        let node = Arc::new(node.map_err(|error| Fault::unconnected(&error))?);
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(nodes.entry(place.clone()).or_insert(node)))
    }

    /// Looks which node has which slots, unless somebody else did since `seen`. What it does not find out, the next
    /// attempt does.
    async fn look_again(&self, seen: &Arc<Slots>, end: Instant) {
        if !self.address.cluster {
            return;
        }
        let Ok(_one_at_a_time) = timeout_at(end, self.looking.lock()).await else {
            return;
        };
        if Arc::ptr_eq(seen, &self.slots()) {
            let _ = self.look(end).await;
        }
    }

    /// Asks one node after the other, until one tells.
    async fn look(&self, end: Instant) -> Result<(), Fault> {
        let mut command = redis::cmd("CLUSTER");
        command.arg("SLOTS");
        let mut last = no_node();
        for place in self.known() {
            // A node whose machine is gone answers nothing at all; the others are to be asked all the same.
            let within = end.min(Instant::now() + self.options.time_limit / 5);
            match self.node(&place)?.run(&command, Sending { asking: false, replicas: 0, end: within }).await
            {
                Ok(answer) => match Slots::parse(&answer, &place) {
                    Some(slots) => {
                        self.keep(slots);
                        return Ok(());
                    }
                    None => last = Fault::Unsent(RedisFault::new("a node knows of no slots")),
                },
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    fn keep(&self, slots: Slots) {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let mut held = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(slots);
    }
}

fn no_node() -> Fault {
    Fault::Unsent(RedisFault::new("no node is known"))
}

fn redirection_of(fault: &Fault) -> Option<Redirection> {
    let Fault::Refused(error) = fault else {
        return None;
    };
    let (place, _) = error.redirect_node()?;
    let asking = error.code() == Some("ASK");
    // Without a host it is the host of whoever redirects: a look at the slots tells as much.
    let place = Place::parse(place).filter(|place| !place.host.is_empty())?;
    Some(Redirection { place, asking })
}
