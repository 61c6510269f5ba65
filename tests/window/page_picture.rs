//! What the window shows before its page is there.

use std::{fs, path::PathBuf, time::SystemTime};

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

/// When the picture was kept.
fn kept_at(desktop: &Desktop) -> Option<SystemTime> {
    fs::metadata(kept(desktop)).ok()?.modified().ok()
}

type Place = (u32, u32, u32, u32);

/// All of the window.
const WINDOW: Place = (0, 0, 1080, 720);

/// Where in the window the two differ, outside of those places.
fn differing(one: &[[u8; 3]], other: &[[u8; 3]], but_for: &[Place]) -> Option<(u32, u32)> {
    let is_in = |x: u32, y: u32| {
        but_for.iter().any(|(left, top, width, height)| {
            (left.saturating_sub(EDGE)..left + width + EDGE).contains(&x)
                && (top.saturating_sub(EDGE)..top + height + EDGE).contains(&y)
        })
    };
    let places = (0..).map(|at| (at % WINDOW.2, at / WINDOW.2));
    let differing =
        places.zip(one.iter().zip(other)).find(|((x, y), (one, other))| one != other && !is_in(*x, *y));
    differing.map(|(place, _)| place)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_there_before_it_is_and_nobody_who_is_signed_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    signed_in(&desktop, &browser, "ada", ADA).await.close().await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    let before = kept_at(&desktop);
    let window = Window::open(&desktop).await;
    window.counts(&testid("account-row"), 2, SOON).await;
    window.counts(&testid("token-row"), 3, SOON).await;
    eventually("a picture is kept", SOON, async || (kept_at(&desktop) > before).then_some(())).await;
    let list = window.places(&testid("account-list")).await[0];
    let states = window.places(&testid("account-state")).await;
    let times = window.places(&testid("token-time-left")).await;
    let page = desktop.pixels(WINDOW);
    window.close().await;

    let held = HeldWindow::open(&desktop).await;
    // A minute may have passed.
    let is_there = async || differing(&page, &desktop.pixels(WINDOW), &times).is_none().then_some(());
    eventually("the page is there", SOON, is_there).await;
    desktop.picture("before-the-page");
    drop(held);

    // Other tokens are left out, and what the clock changes of the list.
    run_cache_command(&desktop, CacheCommand::Expire);
    let held = HeldWindow::open(&desktop).await;
    let beside = (list.0 + list.2, 0, WINDOW.2 - list.2, WINDOW.3);
    let below = (0, list.1 + list.3, WINDOW.2, WINDOW.3 - list.3);
    let left_out = [&states[..], &[beside, below]].concat();
    eventually("the names are there", SOON, async || {
        let shown = desktop.pixels(WINDOW);
        differing(&page, &shown, &left_out).is_none().then_some(())
    })
    .await;
    let beside_it = desktop.pixels(beside);
    assert!(beside_it.iter().all(|pixel| *pixel == beside_it[0]), "something is beside the list");
    let shown = desktop.pixels(WINDOW);
    assert_ne!(differing(&page, &shown, &[beside, below]), None, "the states are still there");
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
