//! The window opens where it was closed.

use std::{fs, os::unix::fs::PermissionsExt};

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{SOON, signed_in};

const ADA: &str = "ada@lumenworks.example";

#[tokio::test(flavor = "multi_thread")]
async fn the_window_opens_where_it_was_closed_at_the_account_and_the_part_that_were_looked_at() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.manage_windows().await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(2));
    window.counts(&testid("account-row"), 3, SOON).await;
    let other = "[data-testid=\"account-row\"][aria-posinset=\"3\"]";
    window.click(other).await;
    window.click(&testid("tab-timeline")).await;
    window.place((140, 90, 812, 564)).await;
    window.close_by_frame(&desktop).await;
    let mode = fs::metadata(desktop.window_path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let watch = desktop.watch_windows("window-left.log");
    let window = Window::open(&desktop).await;
    window.find(&format!("{other}[aria-current=\"true\"]")).await;
    window.find(&testid("panel-timeline")).await;
    window.is_at((140, 90, 812, 564)).await;
    window.picture("opens-where-left").await;
    drop(watch);
    assert_eq!(Desktop::moved_in_sight("window-left.log"), [""; 0]);

    let whole = window.maximize().await;
    window.close_by_frame(&desktop).await;
    let left = fs::read_to_string(desktop.window_path()).unwrap();
    assert!(left.contains("812"), "the size to go back to is forgotten: {left}");
    let watch = desktop.watch_windows("window-maximised.log");
    let window = Window::open(&desktop).await;
    window.is_at(whole).await;
    window.find(&testid("panel-timeline")).await;
    drop(watch);
    assert_eq!(Desktop::moved_in_sight("window-maximised.log"), [""; 0]);
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_gone_and_a_size_that_is_too_small_are_put_right_and_garbage_is_moved_aside() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.manage_windows().await;
    let path = desktop.window_path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let left = r#"{"size":{"width":10,"height":10},"position":{"x":5000,"y":5000}}"#;
    fs::write(&path, left).unwrap();
    let window = Window::open(&desktop).await;
    window.find(&testid("way-demo")).await;
    let (x, y, width, height) = window.rect().await;
    assert!((0..1280).contains(&x) && (0..860).contains(&y), "it is out of sight, at {x}, {y}");
    assert!(width >= 720 && height >= 480, "{width} x {height}");
    window.close().await;

    fs::write(&path, "no such thing").unwrap();
    let window = Window::open(&desktop).await;
    window.find(&testid("way-demo")).await;
    window.close().await;
    let entries = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let aside: Vec<_> =
        entries.filter(|path| path.to_string_lossy().contains("window.json.unreadable")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(fs::read_to_string(&aside[0]).unwrap(), "no such thing");
}
