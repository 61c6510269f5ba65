//! What outlives a restart, and what a damaged folder does.
#![allow(clippy::unwrap_used, reason = "clippy takes the helpers of a test for production code")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use demo_tenant::{DemoError, DemoOptions, DemoTenant};
use reqwest::StatusCode;
use support::{Browser, SCOPE, authorize, claims, code_of, graph, refresh, text, tokens_of};

async fn start(folder: &Path) -> DemoTenant {
    let state_dir = Some(folder.to_owned());
    DemoTenant::start(DemoOptions { state_dir, ..DemoOptions::default() }).await.unwrap()
}

fn state_file(folder: &Path) -> PathBuf {
    folder.join("demo-tenant.json")
}

#[tokio::test]
async fn tokens_consents_and_keys_outlive_a_restart_on_another_port() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path()).await;
    let tokens = tokens_of(&first, "bruno").await;
    let second = start(folder.path()).await;
    assert_ne!(first.base_url(), second.base_url());
    first.stop().await;

    let (status, refreshed) = refresh(&second, "common", text(&tokens, "refresh_token"), SCOPE).await;
    assert_eq!(status, StatusCode::OK, "{refreshed}");
    let (before, after) = (claims(&tokens["id_token"]), claims(&refreshed["id_token"]));
    assert_eq!((&before["sub"], &before["sid"]), (&after["sub"], &after["sid"]));
    assert!(text(&after, "iss").starts_with(second.base_url().as_str()));
    let me = graph(&second, "v1.0/me", text(&tokens, "access_token")).await;
    assert_eq!(me.status(), StatusCode::OK, "an access token outlives it too");
    let picker = Browser::new(&second);
    let page = picker.get(&authorize(&second, "common", &[])).await;
    let back = picker.press(&page, "person", Some(("person", "bruno"))).await;
    assert!(back.answer("code").is_some(), "consent is not asked for again");
}

#[tokio::test]
async fn two_tenants_share_a_folder_without_losing_each_others_grants() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (start(folder.path()).await, start(folder.path()).await);
    let (ada, zoe) = tokio::join!(tokens_of(&one, "ada"), tokens_of(&two, "zoe"));
    for (tokens, other) in [(&ada, &two), (&zoe, &one)] {
        let (status, _) = refresh(other, "common", text(tokens, "refresh_token"), SCOPE).await;
        assert_eq!(status, StatusCode::OK);
    }
}

#[tokio::test]
async fn fifty_renewals_at_once_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let tenant = start(folder.path()).await;
    let tokens = tokens_of(&tenant, "ada").await;
    let mut renewals = tokio::task::JoinSet::new();
    let tenant = std::sync::Arc::new(tenant);
    for _ in 0..50 {
        let (tenant, token) = (std::sync::Arc::clone(&tenant), text(&tokens, "refresh_token").to_owned());
        renewals.spawn(async move { refresh(&tenant, "common", &token, SCOPE).await });
    }
    let renewed = renewals.join_all().await;
    assert!(renewed.iter().all(|(status, _)| *status == StatusCode::OK));
    assert_eq!(tenant.switches().revoke_grants("ada").await.unwrap(), 51);
}

#[tokio::test]
async fn the_file_holds_no_token_and_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let tenant = start(&state).await;
    let tokens = tokens_of(&tenant, "ada").await;
    let file = fs::read_to_string(state_file(&state)).unwrap();
    for name in ["access_token", "refresh_token", "id_token"] {
        assert!(!file.contains(text(&tokens, name)), "{name}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&state_file(&state))), (0o700, 0o600));
    }
    let left_behind = fs::read_dir(&state).unwrap().filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "tmp")
    });
    assert_eq!(left_behind.count(), 0);
}

#[tokio::test]
async fn a_damaged_file_is_moved_aside_and_a_new_one_begun() {
    for damage in
        ["", "{", "{}", "null", r#"{"version":1,"signing_key":"x","refresh_tokens":{},"consents":{}}"#]
    {
        let folder = tempfile::tempdir().unwrap();
        fs::write(state_file(folder.path()), damage).unwrap();
        let tenant = start(folder.path()).await;
        let aside = tenant.set_aside().expect("it says where the old file went");
        assert_eq!(fs::read_to_string(aside).unwrap(), damage);
        tokens_of(&tenant, "ada").await;
        assert!(start(folder.path()).await.set_aside().is_none());
    }
}

#[tokio::test]
async fn a_file_damaged_while_running_costs_grants_but_not_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let tenant = start(folder.path()).await;
    let tokens = tokens_of(&tenant, "ada").await;
    fs::write(state_file(folder.path()), "damaged").unwrap();
    let (_, refused) = refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE).await;
    assert_eq!(code_of(&refused), 9_002_313);
    tokens_of(&tenant, "ada").await;
    let again = start(folder.path()).await;
    let me = graph(&again, "v1.0/me", text(&tokens, "access_token")).await;
    assert_eq!(me.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_file_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let later = r#"{"version":2,"more":true}"#;
    fs::write(state_file(folder.path()), later).unwrap();
    let state_dir = Some(folder.path().to_owned());
    let refused = DemoTenant::start(DemoOptions { state_dir, ..DemoOptions::default() }).await;
    assert!(matches!(refused, Err(DemoError::StateTooNew { .. })));
    assert_eq!(fs::read_to_string(state_file(folder.path())).unwrap(), later);
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_named_in_the_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let state_dir = Some(file.path().to_owned());
    let refused = DemoTenant::start(DemoOptions { state_dir, ..DemoOptions::default() }).await;
    let message = refused.err().expect("it cannot be used").to_string();
    assert!(message.contains(&file.path().display().to_string()), "{message}");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_in_the_error() {
    let first = support::start().await;
    let port = first.base_url().port().unwrap();
    let refused = DemoTenant::start(DemoOptions { port, ..DemoOptions::default() }).await;
    assert!(matches!(refused, Err(DemoError::Port { port: named, .. }) if named == port));
    first.stop().await;
    DemoTenant::start(DemoOptions { port, ..DemoOptions::default() }).await.expect("the port is free again");
}
