//! What the window shows before its page is there.

use std::path::PathBuf;

use end_to_end::{
    Browser, CacheCommand, Desktop, HeldWindow, Keyring, Window, eventually, run_cache_command, testid,
};

use crate::{SOON, row, signed_in};

const ADA: &str = "ada@lumenworks.example";
/// How far a letter may reach beyond its box, in pixels.
const EDGE: u32 = 3;
const OTHER: &str = "ada.almeida0@lumenworks.example";

fn kept(desktop: &Desktop) -> PathBuf {
    desktop.cache_path().with_file_name("token-cache.sealed.picture")
}

/// Waits until there is a picture, or none.
async fn is_kept(desktop: &Desktop, wanted: bool) {
    let what = if wanted { "a picture is kept" } else { "no picture is kept" };
    eventually(what, SOON, async || (kept(desktop).exists() == wanted).then_some(())).await;
}

type Place = (u32, u32, u32, u32);

/// Whether the two differ, and nowhere else than in those places.
fn differ_only_in(one: &[[u8; 3]], other: &[[u8; 3]], of: Place, places: &[Place]) -> bool {
    let is_in = |x: u32, y: u32| {
        places.iter().any(|(left, top, width, height)| {
            (left.saturating_sub(EDGE)..left + width + EDGE).contains(&x)
                && (top.saturating_sub(EDGE)..top + height + EDGE).contains(&y)
        })
    };
    let differing: Vec<_> =
        (0..).zip(one.iter().zip(other)).filter(|(_, (one, other))| one != other).map(|(at, _)| at).collect();
    !differing.is_empty() && differing.iter().all(|at| is_in(of.0 + at % of.2, of.1 + at / of.2))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounts_are_there_before_the_page_and_nobody_who_is_signed_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.counts(&testid("account-row"), 2, SOON).await;
    is_kept(&desktop, true).await;
    let list = window.places(&testid("account-list")).await[0];
    let states = window.places(&testid("account-state")).await;
    let page = desktop.pixels(list);
    window.close().await;

    let held = HeldWindow::open(&desktop).await;
    eventually("the list is there", SOON, async || (desktop.pixels(list) == page).then_some(())).await;
    desktop.picture("before-the-page");
    drop(held);

    // What the clock changes is left out.
    run_cache_command(&desktop, CacheCommand::Expire);
    let held = HeldWindow::open(&desktop).await;
    let without_states = async || differ_only_in(&page, &desktop.pixels(list), list, &states).then_some(());
    eventually("the names are there, and no state", SOON, without_states).await;
    desktop.picture("before-the-page-later");
    drop(held);

    run_cache_command(&desktop, CacheCommand::SignOut(OTHER));
    let held = HeldWindow::open(&desktop).await;
    is_kept(&desktop, false).await;
    let shown = desktop.pixels(list);
    assert!(shown.iter().all(|pixel| pixel == &shown[0]), "something is shown before the page");
    drop(held);

    let window = Window::open(&desktop).await;
    window.find(&row(ADA)).await;
    is_kept(&desktop, true).await;
    // Whoever signs out here goes from it at once, though they can still come back.
    window.click(&testid("sign-out")).await;
    window.click(&testid("removal-confirm")).await;
    window.find(&testid("undo")).await;
    is_kept(&desktop, false).await;
    window.close().await;
    assert!(!kept(&desktop).exists());
    browser.close().await;
}
