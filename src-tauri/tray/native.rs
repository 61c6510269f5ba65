//! The tray of Windows and the menu bar of macOS, as Tauri has them.

use tauri::{
    AppHandle, Manager, Wry, include_image,
    menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

use super::switch;
use crate::{
    app::App,
    end_when_settled,
    views::{AccountKey, TrayView},
    window,
};

const TRAY: &str = "tray";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Shows it, or what has changed of it.
///
/// Fails as the system does.
pub(super) fn show(handle: &AppHandle, view: &TrayView) -> tauri::Result<()> {
    let menu = menu(handle, view)?;
    if let Some(icon) = handle.tray_by_id(TRAY) {
        icon.set_tooltip(Some(&view.hint))?;
        return icon.set_menu(Some(menu));
    }
    TrayIconBuilder::with_id(TRAY)
        .icon(include_image!("icons/32x32.png"))
        .tooltip(&view.hint)
        .menu(&menu)
        // In the menu bar of macOS every button opens the menu; in the tray of Windows the left one opens the window.
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|handle, event| chosen(handle, event.id().as_ref()))
        .on_tray_icon_event(|icon, event| clicked(icon, &event))
        .build(handle)?;
    Ok(())
}

fn menu(handle: &AppHandle, view: &TrayView) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(handle)?;
    for account in &view.accounts {
        let (id, label) = (entry_of(&account.key), plain(&account.label));
        menu.append(&CheckMenuItem::with_id(handle, id, label, true, account.in_use, None::<&str>)?)?;
    }
    if let Some(more) = &view.more {
        menu.append(&MenuItem::with_id(handle, OPEN, plain(more), true, None::<&str>)?)?;
    }
    if !view.accounts.is_empty() {
        menu.append(&PredefinedMenuItem::separator(handle)?)?;
    }
    for (id, label) in [(OPEN, &view.open), (QUIT, &view.quit)] {
        menu.append(&MenuItem::with_id(handle, id, plain(label), true, None::<&str>)?)?;
    }
    Ok(menu)
}

fn chosen(handle: &AppHandle, entry: &str) {
    match entry {
        OPEN => window::bring_to_front(handle),
        QUIT => end_when_settled(handle.clone()),
        _ => {
            // The menu may be older than what the tray knows by now.
            let shown = handle.state::<App>().tray.shown().clone();
            let accounts = shown.map(|view| view.accounts).unwrap_or_default();
            if let Some(account) = accounts.into_iter().find(|account| entry_of(&account.key) == entry) {
                switch(handle, account.key);
            }
        }
    }
}

fn clicked(icon: &TrayIcon, event: &TrayIconEvent) {
    let is_left = matches!(
        event,
        TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
    );
    if is_left && !cfg!(target_os = "macos") {
        window::bring_to_front(icon.app_handle());
    }
}

/// Names the entry of an account, whatever place it has.
fn entry_of(key: &AccountKey) -> String {
    format!("account {} {}", key.environment, key.home_account_id)
}

/// One ampersand would be taken for the mark of a key.
fn plain(label: &str) -> String {
    label.replace('&', "&&")
}
