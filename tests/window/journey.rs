//! The whole path: two people sign in, one is switched to, the program is closed and opened, `/me` answers
//! for the right one after the access token has ended, tokens are cleared, one signs out.

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};
use serde_json::Value;

use crate::{add_account, current_row, row, sign_in_as, signed_in, tokens};

const ADA: &str = "ada@lumenworks.example";
const ZOE: &str = "zoe@harbourpine.example";

/// Every token's text that the cache holds now, and that it ever held before.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    /// No file of the profile holds any of them in the clear.
    fn are_nowhere_in_the_clear(&mut self, desktop: &Desktop, step: &str) {
        let cache: Value = serde_json::from_str(&run_cache_command(desktop, CacheCommand::Export)).unwrap();
        for section in ["AccessToken", "RefreshToken", "IdToken"] {
            for token in cache[section].as_object().into_iter().flat_map(|entries| entries.values()) {
                self.0.push(token["secret"].as_str().unwrap().to_owned());
            }
        }
        assert!(!self.0.is_empty());
        for secret in &self.0 {
            // Half of it would be enough to be found out.
            for part in [secret.as_str(), &secret[..secret.len() / 2], &secret[secret.len() / 2..]] {
                let found = desktop.files_with(part);
                assert!(found.is_empty(), "{step}: a token is in the clear in {found:?}");
            }
        }
        let file = std::fs::read(desktop.cache_path()).unwrap();
        assert!(file.starts_with(b"TESSERA"), "{step}: the cache is not sealed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_sign_in_switch_restart_renew_clear_and_sign_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let mut secrets = Secrets::default();

    let window = Window::open(&desktop).await;
    window.find(&testid("first-run")).await;
    window.picture("first-run").await;
    window.close().await;

    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    window.picture("signed-in").await;
    window.click(&testid("tab-timeline")).await;
    window.find("[data-testid=\"timeline-row\"][data-kind=\"access\"][data-fate=\"renewed\"]").await;
    window.find("[data-testid=\"timeline-row\"][data-kind=\"refresh\"][data-fate=\"renewing\"]").await;
    window.picture("timeline").await;
    window.click(&testid("tab-tokens")).await;
    secrets.are_nowhere_in_the_clear(&desktop, "after the first sign-in");

    let link = add_account(&desktop, &window).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "zoe").await;
    window.click(&row(ZOE)).await;
    window.reads(&testid("account-username"), ZOE).await;
    window.find(&current_row(ADA)).await;
    secrets.are_nowhere_in_the_clear(&desktop, "after the second sign-in");

    window.click(&testid("use-account")).await;
    window.find(&current_row(ZOE)).await;
    window.lacks(&current_row(ADA)).await;
    window.picture("two-accounts").await;
    window.close().await;

    let window = Window::open(&desktop).await;
    window.find(&current_row(ZOE)).await;
    window.find(&row(ADA)).await;
    secrets.are_nowhere_in_the_clear(&desktop, "after a restart");

    run_cache_command(&desktop, CacheCommand::Expire);
    window.click(&row(ZOE)).await;
    window.find("[data-testid=\"token-row\"][data-kind=\"access\"][data-life=\"expired\"]").await;
    window.click(&testid("who-am-i-ask")).await;
    window.reads("[data-testid=\"who-am-i-field\"][data-name=\"userPrincipalName\"]", ZOE).await;
    window.reads(&testid("who-am-i"), "Zoë Łukasiewicz-Åström").await;
    window.picture("who-am-i").await;
    secrets.are_nowhere_in_the_clear(&desktop, "after a renewal");

    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"from-cache\"]").await;

    window.click(&testid("clear-menu")).await;
    window.click(&testid("clear-access-tokens")).await;
    window.reads(&testid("removal-goes"), "1 access token").await;
    window.reads(&testid("removal-stays"), "1 refresh token").await;
    window.picture("clear-dialog").await;
    window.click(&testid("removal-confirm")).await;
    window.lacks(&tokens("access")).await;
    window.find(&tokens("refresh")).await;
    secrets.are_nowhere_in_the_clear(&desktop, "after clearing");

    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"renewed\"]").await;

    window.click(&row(ADA)).await;
    window.click(&testid("sign-out")).await;
    window
        .reads(&testid("removal-goes"), "the account, 1 access token, 1 refresh token, and 1 ID token")
        .await;
    window.picture("sign-out-dialog").await;
    window.click(&testid("removal-confirm")).await;
    window.lacks(&row(ADA)).await;
    window.find(&current_row(ZOE)).await;
    secrets.are_nowhere_in_the_clear(&desktop, "after signing out");

    window.close().await;
    let window = Window::open(&desktop).await;
    window.find(&current_row(ZOE)).await;
    window.lacks(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}
