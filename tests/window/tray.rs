//! The program in the tray of a real panel.

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, TrayEntry, Window, run_cache_command, testid};

use crate::{SOON, current_row, row, signed_in};

const ADA: &str = "ada@lumenworks.example";
const OTHER: &str = "ada.almeida0@lumenworks.example";

fn marked(menu: &[TrayEntry]) -> Vec<&str> {
    menu.iter().filter(|entry| entry.marked).map(|entry| entry.label.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shows_who_is_in_use_and_changes_to_another_account_with_the_window_closed_too() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.manage_windows().await;
    let panel = desktop.start_panel().await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let menu = desktop.tray_menu("Ada is in use", |menu| marked(menu).len() == 1).await;
    assert!(marked(&menu)[0].contains(ADA), "{menu:?}");

    // Another program signs somebody in, and the menu has them.
    run_cache_command(&desktop, CacheCommand::Seed(1));
    desktop.tray_menu("another account", |menu| menu.iter().any(|entry| entry.label.contains(OTHER))).await;
    desktop.choose_in_tray(OTHER).await;
    window.find(&current_row(OTHER)).await;
    let menu = desktop
        .tray_menu("the other is in use", |menu| marked(menu).iter().any(|label| label.contains(OTHER)))
        .await;
    assert_eq!(marked(&menu).len(), 1, "{menu:?}");

    window.choose(&testid("language"), "it").await;
    desktop
        .tray_menu("it speaks Italian", |menu| menu.iter().any(|entry| entry.label == "Esci da Tessera"))
        .await;
    window.choose(&testid("language"), "en").await;

    window.click(&testid("open-storage")).await;
    window.click(&testid("keep-in-tray")).await;
    window.find("[data-testid=\"keep-in-tray\"]:checked").await;
    window.find(&testid("storage-details-path")).await;
    window.find(&testid("hide-from-capture-hint")).await.scroll_into_view().await.unwrap();
    window.picture("preferences").await;
    desktop.picture("tray");
    desktop.close_by_frame();
    window.is_hidden(&desktop).await;
    desktop.choose_in_tray(ADA).await;
    desktop
        .tray_menu("Ada is in use again", |menu| marked(menu).iter().any(|label| label.contains(ADA)))
        .await;
    desktop.choose_in_tray("Open Tessera").await;
    window.is_shown(&desktop).await;
    window.counts(&current_row(ADA), 1, SOON).await;

    desktop.choose_in_tray("Quit Tessera").await;
    window.has_ended(&desktop).await;

    // Without a tray nobody could bring a hidden window back: closing it ends the program, as ever.
    drop(panel);
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.find(&row(OTHER)).await;
    window.click(&testid("open-storage")).await;
    window.find("[data-testid=\"keep-in-tray\"]:disabled").await;
    window.find(&testid("hide-from-capture-hint")).await.scroll_into_view().await.unwrap();
    window.picture("preferences-without-a-tray").await;
    window.close_by_frame(&desktop).await;
    browser.close().await;
}
