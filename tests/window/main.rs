//! Tessera as a person meets it. Each test has a desktop of its own, and everything on it is real but the
//! identity provider, which is the demo tenant that comes with the program.
//!
//! Every view that a test passes is left as a picture under `target/screenshots/`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod about;
mod accounts;
mod activity;
mod authentication;
mod bundle;
mod commands;
mod contrast_themes;
mod deep_links;
mod device_code;
mod explanation;
mod journey;
mod keyboard;
mod left;
mod network;
mod notifications;
mod page_picture;
mod peers;
mod products;
mod providers;
mod selection;
mod sign_in;
mod sign_out;
mod storage;
mod storage_actions;
mod storage_page;
mod transfer;
mod tray;
mod undo;
mod views;

use std::time::Duration;

use end_to_end::{Browser, Desktop, Window, testid};

/// The row of an account in the list.
fn row(username: &str) -> String {
    format!("[data-testid=\"account-row\"][data-username=\"{username}\"]")
}

/// The row of the account in use.
fn current_row(username: &str) -> String {
    format!("{}[data-current=\"true\"]", row(username))
}

/// The rows of tokens of one kind.
fn tokens(kind: &str) -> String {
    format!("[data-testid=\"token-row\"][data-kind=\"{kind}\"]")
}

/// The panel of a sign-in at that stage.
fn stage(stage: &str) -> String {
    format!("[data-testid=\"sign-in-panel\"][data-stage=\"{stage}\"]")
}

/// An error with that code.
fn error(code: &str) -> String {
    format!("[data-testid=\"error\"][data-code=\"{code}\"]")
}

/// Begins the demo tenant's first sign-in and answers the link that the browser was given.
async fn try_demo(desktop: &Desktop, window: &Window) -> String {
    let already = desktop.opened_links().len();
    window.click(&testid("way-demo")).await;
    desktop.next_link(already).await
}

/// Begins another sign-in.
async fn add_account(desktop: &Desktop, window: &Window) -> String {
    let already = desktop.opened_links().len();
    window.click(&testid("add-account")).await;
    desktop.next_link(already).await
}

/// Signs that person in, in the browser, from an empty browser.
async fn sign_in_as(browser: &Browser, link: &str, person: &str) {
    browser.go(link).await;
    browser.click(&format!("#person-{person}")).await;
    browser.click("#accept").await;
    browser.reads("You are signed in").await;
}

/// Signs in somebody who has accepted before: the provider does not ask for consent again.
async fn sign_in_again_as(browser: &Browser, link: &str, person: &str) {
    browser.go(link).await;
    browser.click(&format!("#person-{person}")).await;
    browser.reads("You are signed in").await;
}

/// A desktop and a window on which that person of the demo tenant is signed in.
async fn signed_in(desktop: &Desktop, browser: &Browser, person: &str, username: &str) -> Window {
    let window = Window::open(desktop).await;
    let link = try_demo(desktop, &window).await;
    sign_in_as(browser, &link, person).await;
    window.find(&current_row(username)).await;
    window
}

/// Chooses the passphrase of a new file.
async fn choose_passphrase(window: &Window, passphrase: &str) {
    window.find(&pane("new-passphrase-needed")).await;
    window.fill(&testid("new-passphrase"), passphrase).await;
    window.fill(&testid("new-passphrase-again"), passphrase).await;
    window.click(&testid("choose-passphrase")).await;
}

/// Opens a file that a passphrase protects.
async fn unlock(window: &Window, passphrase: &str) {
    window.find(&pane("passphrase-needed")).await;
    window.fill(&testid("passphrase"), passphrase).await;
    window.click(&testid("unlock")).await;
}

/// The pane that stands for the accounts while the cache is in that state.
fn pane(state: &str) -> String {
    format!("[data-testid=\"storage-pane\"][data-state=\"{state}\"]")
}

/// How long another process's change may take to show, generously: the machine may be busy. The follower's
/// interval itself is a quarter of a second.
const SOON: Duration = Duration::from_secs(30);
