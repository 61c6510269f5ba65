//! A process that is killed while it renews.

use std::{
    fs,
    process::{Child, Stdio},
    thread,
};

use demo_tenant::{Endpoint, Fault, RefreshTokenRule};
use serde_json::Value;

use super::Tenant;

const ADA: [&str; 2] = ["--account", "ada@lumenworks.example"];

#[test]
fn a_renewal_that_is_killed_leaves_the_token_to_whoever_waits_for_it() {
    let tenant = Tenant::with_ada();
    tenant.world.sign_in("bruno").json();
    tenant.sign_in(60);
    killed_amid(&tenant, Fault::Hang);
    assert_eq!(tenant.renewals(), 1);
    all_is_well(&tenant);
}

/// The refresh token that the killed process was given is lost with it: as with Entra, the old one still works.
#[test]
fn a_renewal_whose_answer_is_lost_with_its_process_signs_nobody_out() {
    let tenant = Tenant::with_ada();
    tenant.provider.switches().set_refresh_token_rule(RefreshTokenRule::OldKeepsWorking);
    tenant.world.sign_in("bruno").json();
    tenant.sign_in(60);
    killed_amid(&tenant, Fault::LoseAnswer);
    assert_eq!(tenant.renewals(), 2);
    all_is_well(&tenant);
}

/// Kills a process whose request the provider has, while another waits for the same token.
fn killed_amid(tenant: &Tenant, fault: Fault) {
    let switches = tenant.provider.switches();
    let met = switches.requests(Endpoint::Token);
    switches.fail_next(Endpoint::Token, fault, 1);
    let mut renewing = asking(tenant);
    tenant.runtime.block_on(switches.requested(Endpoint::Token, met + 1));
    let waiting = asking(tenant);
    until_it_waits_for_a_lock(&waiting);
    while fault == Fault::LoseAnswer && tenant.renewals() == 0 {
        thread::yield_now();
    }
    assert_eq!(switches.requests(Endpoint::Token), met + 1, "it leaves the renewal to the other");
    renewing.kill().unwrap();
    renewing.wait().unwrap();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["accessToken"], tenant.token(&ADA)["accessToken"], "it is stored");
}

fn asking(tenant: &Tenant) -> Child {
    let mut command = tenant.world.command();
    command.args(["token", "--scope", "User.Read", "--wait", "120"]).args(ADA);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The kernel lists who stands in line for a lock (`proc_locks(5)`), but wakes nobody for it.
fn until_it_waits_for_a_lock(process: &Child) {
    let (pid, mark) = (process.id().to_string(), "->");
    let waits = |line: &str| {
        let mut words = line.split_whitespace();
        words.any(|word| word == mark) && words.any(|word| word == pid)
    };
    while !fs::read_to_string("/proc/locks").unwrap().lines().any(waits) {
        thread::yield_now();
    }
}

/// Nothing is lost, and the rotated refresh token goes on working.
fn all_is_well(tenant: &Tenant) {
    let accounts = tenant.world.run(&["accounts", "--json"]).json();
    let states: Vec<_> = accounts.as_array().unwrap().iter().map(|account| &account["state"]).collect();
    assert_eq!(states, ["ready", "ready"], "{accounts}");
    tenant.world.run(&["cache", "check"]).text();
    let renewed = tenant.renewals();
    for _ in 0..2 {
        tenant.token(&[&ADA[..], &["--refresh"]].concat());
    }
    assert_eq!(tenant.renewals(), renewed + 2);
}
