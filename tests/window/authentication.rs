//! The system asks the person before a token leaves the cache. What asks is a stand-in for polkit here; `bundle.rs` has polkit.

use std::fs;

use end_to_end::{Browser, Desktop, Keyring, Questions, Reply, SystemBus, Window, eventually, testid};

use super::{SOON, error, signed_in, tokens};

const ADA: &str = "ada@lumenworks.example";
const QUESTION: &str = "dev.tessera.desktop.show-token";

async fn answer(questions: &mut Questions, reply: Reply) {
    let question = questions.next().await;
    assert_eq!(question.action, QUESTION);
    question.reply(reply);
}

async fn open_preferences(window: &Window) {
    window.click(&testid("status-storage")).await;
    window.find(&testid("authenticate")).await;
}

async fn open_token(window: &Window) {
    window.click(&testid("account-row")).await;
    window.click(&format!("{} {}", tokens("access"), testid("token-toggle"))).await;
    window.find(&testid("token-show")).await;
}

/// What the page holds of the token's text, whether it is in sight or not.
async fn text_of_token(window: &Window) -> String {
    let script = "return document.querySelector('[data-testid=\"token-text\"]').textContent";
    window.script(script).await.as_str().unwrap().to_owned()
}

/// Whoever looks at the window sees the whole of it.
async fn is_in_sight(window: &Window, selector: &str) {
    let script = format!(
        "const {{ top, bottom }} = document.querySelector({selector:?}).getBoundingClientRect();
        const bar = document.querySelector('[data-testid=\"status-storage\"]').getBoundingClientRect();
        return top < bottom && top >= 0 && bottom <= bar.top;"
    );
    eventually(&format!("{selector} is in sight"), SOON, async || {
        (window.script(&script).await == true).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_so_authenticates_before_a_token_leaves_the_cache() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let bus = SystemBus::start();
    desktop.set_dark(true);
    desktop.set_variable("DBUS_SYSTEM_BUS_ADDRESS", bus.address());
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let box_checked = format!("{}:checked", testid("authenticate"));

    // Nothing can ask yet.
    open_preferences(&window).await;
    window.find(&format!("{}:disabled", testid("authenticate"))).await;
    window.reads(&testid("authenticate-hint"), "cannot ask").await;
    window.click(&testid("storage-close")).await;
    let mut questions = bus.stand_in_for_polkit(QUESTION).await;

    // Choosing it asks; so nobody chooses what does not work.
    open_preferences(&window).await;
    window.click(&format!("{}:enabled", testid("authenticate"))).await;
    answer(&mut questions, Reply::NobodyAsks).await;
    window.find(&error("authentication-agent-missing")).await;
    window.picture("authentication-agent-missing").await;
    window.lacks(&box_checked).await;
    window.click(&testid("authenticate")).await;
    let question = questions.next().await;
    window.reads(&testid("authenticate-hint"), "answered your system").await;
    window.picture("authentication-choice-waits").await;
    window.click(&testid("authenticate-give-up")).await;
    question.is_taken_back().await;
    window.lacks(&testid("authenticate-give-up")).await;
    window.lacks(&box_checked).await;
    window.click(&testid("authenticate")).await;
    answer(&mut questions, Reply::Authenticates).await;
    window.find(&box_checked).await;
    for language in ["it", "pt-BR", "en"] {
        window.choose(&testid("language"), language).await;
        window.find(&format!("html[lang=\"{language}\"]")).await;
        window.find(&testid("authenticate-hint")).await.scroll_into_view().await.unwrap();
        window.picture(&format!("authentication-chosen-{}", language.to_lowercase())).await;
    }

    open_token(&window).await;
    window.click(&testid("token-show")).await;
    let question = questions.next().await;
    window.reads(&testid("token-text-status"), "answered your system").await;
    window.picture("authentication-waits").await;
    assert_eq!(text_of_token(&window).await, "");
    question.reply(Reply::Declines);
    window.find(&error("authentication-declined")).await;
    is_in_sight(&window, &error("authentication-declined")).await;
    window.picture("authentication-declined").await;
    assert_eq!(text_of_token(&window).await, "");

    window.click(&testid("token-show")).await;
    let question = questions.next().await;
    window.click(&testid("token-give-up")).await;
    question.is_taken_back().await;
    window.click(&testid("token-show")).await;
    answer(&mut questions, Reply::Authenticates).await;
    window.find(&testid("token-hide")).await;
    is_in_sight(&window, &testid("token-text")).await;
    assert!(text_of_token(&window).await.starts_with("eyJ"));
    window.click(&testid("token-hide")).await;

    window.click(&testid("token-copy")).await;
    answer(&mut questions, Reply::Authenticates).await;
    window.reads(&testid("token-text-status"), "30 seconds").await;

    // All tokens at once are no way around it.
    let file = desktop.home().join("whole.json");
    window.click(&testid("status-storage")).await;
    window.click(&testid("export-whole")).await;
    window.fill(&testid("export-path"), file.to_str().unwrap()).await;
    window.click(&testid("export-confirm")).await;
    let question = questions.next().await;
    window.click(&testid("export-cancel")).await;
    question.is_taken_back().await;
    window.lacks(&testid("export-dialog")).await;
    window.click(&testid("export-whole")).await;
    window.fill(&testid("export-path"), file.to_str().unwrap()).await;
    window.click(&testid("export-confirm")).await;
    answer(&mut questions, Reply::Declines).await;
    window.find(&error("authentication-declined")).await;
    assert!(!file.exists());
    window.click(&testid("export-confirm")).await;
    answer(&mut questions, Reply::Authenticates).await;
    window.lacks(&testid("export-dialog")).await;
    assert!(fs::read_to_string(&file).unwrap().contains("AccessToken"));

    // Nor is taking the choice back.
    window.click(&testid("authenticate")).await;
    answer(&mut questions, Reply::Declines).await;
    window.find(&error("authentication-declined")).await;
    window.find(&box_checked).await;

    // Without a system that can ask, nothing leaves; but it can be taken back.
    drop(questions);
    open_token(&window).await;
    window.click(&testid("token-show")).await;
    window.find(&error("authentication-impossible")).await;
    assert_eq!(text_of_token(&window).await, "");
    open_preferences(&window).await;
    window.click(&testid("authenticate")).await;
    window.lacks(&box_checked).await;
    open_token(&window).await;
    window.click(&testid("token-show")).await;
    window.find(&testid("token-hide")).await;
    window.close().await;
    browser.close().await;
}
