//! Tessera's window: a thin shell between the pages and the crates that do the work.
//!
//! A command takes what the page sent, makes one call below, and answers with a view. Nothing here decides
//! what a token is worth or how a cache is kept; nothing below here knows Tauri.

mod about;
mod accounts;
mod activity;
mod app;
mod attempts;
mod authentication;
mod clipboard;
mod clocks;
mod commands;
mod deep_links;
mod error;
mod events;
mod explanations;
#[cfg(test)]
mod fixtures;
mod navigation;
mod notices;
mod notifications;
mod page_picture;
mod providers;
mod removals;
mod renewals;
mod scopes;
mod search;
mod sign_ins;
mod storage;
mod tokens;
mod tray;
pub mod views;
mod window;

use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent};

use crate::app::{App, Places};

/// Opens the window and answers when it is closed.
pub fn run() -> ExitCode {
    window::prepare();
    if !has_display() {
        eprintln!(
            "Tessera cannot open its window: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
        );
        return ExitCode::FAILURE;
    }
    let places = match Places::find() {
        Ok(places) => places,
        Err(error) => {
            eprintln!("Tessera cannot begin: {}", error.message);
            return ExitCode::FAILURE;
        }
    };
    match build(places) {
        Ok(tauri) => {
            tauri.run(on_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn complain(error: &tauri::Error) {
    eprintln!("Tessera cannot open its window: {error}");
}

/// The program around its window.
fn build(places: Places) -> tauri::Result<tauri::App> {
    tauri::Builder::default()
        // First of all: a second start ends in there, before anything else has begun.
        .plugin(deep_links::one_window())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(navigation::stay())
        .setup(|tauri| {
            let app = App::new(tauri.handle().clone(), places);
            #[cfg(target_os = "linux")]
            app.picture.begin();
            app.start(tauri.handle());
            tauri.manage(app.clone());
            if let Err(error) = window::open(tauri.handle(), &app) {
                // Tauri would panic. Nothing has begun yet that could be lost.
                complain(&error);
                std::process::exit(1);
            }
            let handle = tauri.handle().clone();
            let (tray, tray_handle) = (app.clone(), handle.clone());
            tauri::async_runtime::spawn(async move { app.follow_window(handle).await });
            tauri::async_runtime::spawn(async move { tray.follow_tray(tray_handle).await });
            deep_links::take(tauri.handle(), std::env::args());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::app::app_view,
            commands::accounts::use_account,
            commands::accounts::preview_clear,
            commands::accounts::clear,
            commands::accounts::preview_sign_out,
            commands::accounts::sign_out,
            commands::accounts::preview_clear_tokens,
            commands::accounts::clear_tokens,
            commands::accounts::undo,
            commands::accounts::hold_undo,
            commands::accounts::dismiss_undo,
            commands::accounts::search,
            commands::tokens::tokens,
            commands::tokens::token_claims,
            commands::tokens::reveal_token,
            commands::tokens::copy_token,
            commands::tokens::get_token,
            commands::tokens::explain,
            commands::tokens::who_am_i,
            commands::sign_in::begin_sign_in,
            commands::sign_in::cancel_sign_in,
            commands::sign_in::copy_sign_in_link,
            commands::sign_in::copy_sign_in_code,
            commands::sign_in::paste_sign_in_address,
            commands::sign_in::close_sign_in,
            commands::providers::save_provider,
            commands::providers::remove_provider,
            commands::providers::check_provider,
            commands::storage::unlock,
            commands::storage::choose_passphrase,
            commands::storage::start_over,
            commands::storage::retry_storage,
            commands::storage::storage_details,
            commands::storage::copy_storage_path,
            commands::storage::change_key,
            commands::storage::preview_restore,
            commands::storage::restore_backup,
            commands::storage::propose_export,
            commands::storage::export_cache,
            commands::storage::propose_import,
            commands::storage::preview_import,
            commands::storage::import_cache,
            commands::storage::forget_import,
            commands::activity::activity,
            commands::activity::propose_activity_export,
            commands::activity::export_activity,
            commands::activity::clear_activity,
            commands::about::about,
            commands::about::licences,
            commands::app::give_up,
            commands::app::dismiss_notice,
            commands::app::can_authenticate,
            commands::app::choose_authentication,
            commands::app::set_preferences,
            commands::app::look_at,
            commands::app::page_is_there,
            commands::app::keep_page_picture,
            commands::app::show_tray,
            commands::app::notify,
        ])
        .build(tauri::generate_context!())
}

fn on_event(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event, .. } => window::on_event(handle, &event),
        RunEvent::ExitRequested { api, code: None, .. } => {
            api.prevent_exit();
            end_when_settled(handle.clone());
        }
        // Elsewhere an address comes as the argument of another start.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => deep_links::take_all(handle, urls),
        _ => {}
    }
}

/// The last window is closed: ends the program as soon as no token can be lost by it.
fn end_when_settled(handle: AppHandle) {
    let app = handle.state::<App>();
    app.begin_to_end();
    // Before another start may open a window: it is to open where this one was.
    app.keep_window();
    deep_links::make_way(&handle);
    tauri::async_runtime::spawn(async move {
        handle.state::<App>().settle().await;
        handle.exit(0);
    });
}

/// Without a display GTK's set-up ends the program with no word that helps.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
