use std::{collections::BTreeSet, process::Command};

use crate::{
    End, RedisServer, free_port,
    process::{eventually, program, run},
};

/// A Redis Cluster of three primaries, each with a replica.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// Starts six nodes and makes them one cluster, whose replicas take over about two seconds after a primary is gone.
    pub fn start() -> Self {
        let nodes: Vec<RedisServer> = (0..6).map(|_| node()).collect();
        let addresses = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port()));
        run(Command::new(program("redis-cli")).args(["--cluster", "create"]).args(addresses).args([
            "--cluster-replicas",
            "1",
            "--cluster-yes",
        ]));
        let cluster = Self { nodes };
        cluster.wait_until_whole();
        cluster
    }

    /// `redis+cluster://127.0.0.1:PORT,127.0.0.1:PORT,...`, all six.
    pub fn url(&self) -> String {
        let nodes: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("redis+cluster://{}", nodes.join(","))
    }

    /// The nodes, primaries and replicas.
    pub fn nodes(&self) -> &[RedisServer] {
        &self.nodes
    }

    /// The node that has the key now.
    pub fn primary_of(&self, key: &str) -> usize {
        let slot: u16 = self.running().command(&["cluster", "keyslot", key]).parse().expect("a slot");
        let port = self.ranges().into_iter().find(|range| range.first <= slot && slot <= range.last);
        let port = port.expect("every slot has a primary").port;
        self.nodes.iter().position(|node| node.port() == port).expect("it is one of the six")
    }

    /// Ends a node; a primary's replica takes its place by and by.
    pub fn end(&mut self, node: usize, end: End) {
        self.nodes[node].end(end);
    }

    /// Starts a node again; it goes on as a replica if another took its place.
    pub fn start_again(&mut self, node: usize) {
        self.nodes[node].start_again();
    }

    /// Waits until every running node takes the cluster for whole and every running replica has its primary's data.
    pub fn wait_until_whole(&self) {
        for node in self.nodes.iter().filter(|node| node.process_id().is_some()) {
            eventually("the cluster is whole", || {
                let whole = node.command(&["cluster", "info"]).contains("cluster_state:ok");
                let replication = node.command(&["info", "replication"]);
                let linked =
                    replication.contains("role:master") || replication.contains("master_link_status:up");
                (whole && linked).then_some(())
            });
        }
        eventually("the nodes agree and tell clients of all that run", || {
            let running: Vec<_> = self.nodes.iter().filter(|node| node.process_id().is_some()).collect();
            let (first, others) = running.split_first()?;
            let agreed = others.iter().all(|node| view(node) == view(first));
            (agreed && running.iter().all(|node| told_of(node) == running.len())).then_some(())
        });
    }

    /// Waits until another node than `node` has the key, as after the end of its primary.
    pub fn wait_until_replaced(&self, node: usize, key: &str) {
        eventually("a replica takes over", || (self.primary_of(key) != node).then_some(()));
        self.wait_until_whole();
    }

    fn running(&self) -> &RedisServer {
        self.nodes.iter().find(|node| node.process_id().is_some()).expect("a node runs")
    }

    fn ranges(&self) -> Vec<Range> {
        view(self.running())
    }
}

/// A node with a port of its own for the cluster's talk: the usual one, 10,000 higher, may be beyond the last port.
fn node() -> RedisServer {
    let talk = free_port().to_string();
    RedisServer::start_with(&[
        "--cluster-enabled",
        "yes",
        "--cluster-port",
        &talk,
        "--cluster-node-timeout",
        "1500",
        "--repl-diskless-sync-delay",
        "0",
    ])
}

/// Slots and the port of their primary.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    first: u16,
    last: u16,
    port: u16,
}

/// Which primary a node thinks has which slots.
fn view(node: &RedisServer) -> Vec<Range> {
    let nodes = node.command(&["cluster", "nodes"]);
    let mut ranges: Vec<Range> =
        nodes.lines().filter(|line| line.contains("master")).flat_map(ranges_of).collect();
    ranges.sort();
    ranges
}

/// How many nodes clients are told of: a replica only once it is known to have data.
fn told_of(node: &RedisServer) -> usize {
    let slots = node.command(&["cluster", "slots"]);
    let ids = slots.lines().map(str::trim).filter(|line| line.len() == 40);
    ids.collect::<BTreeSet<_>>().len()
}

/// `ID HOST:PORT@TALK,NAME FLAGS PRIMARY PING PONG EPOCH STATE SLOTS...` (Redis documentation, CLUSTER NODES).
fn ranges_of(line: &str) -> Vec<Range> {
    let fields: Vec<&str> = line.split(' ').collect();
    let port = fields[1].split(['@', ',']).next().and_then(|address| address.rsplit(':').next());
    let port = port.and_then(|port| port.parse().ok()).expect("a node has a port");
    let slots = fields[8..].iter().filter(|slots| !slots.starts_with('['));
    let range = |slots: &&str| {
        let (first, last) = slots.split_once('-').unwrap_or((slots, slots));
        Range { first: first.parse().expect("a slot"), last: last.parse().expect("a slot"), port }
    };
    slots.map(range).collect()
}
