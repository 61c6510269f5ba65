//! Signing in on another device by a code (RFC 8628).
#![allow(clippy::unwrap_used, reason = "clippy takes the helpers of a test for production code")]

mod support;

use demo_tenant::{Clock, DemoOptions, DemoTenant, Endpoint, Fault, Refusal};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use support::{Browser, Page, SCOPE, claims, code_of, graph, text, token};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A tenant whose time stands still until it is moved.
async fn start() -> (DemoTenant, Clock) {
    let clock = Clock::fixed(1_800_000_000);
    let options = DemoOptions { clock: clock.clone(), ..DemoOptions::default() };
    (DemoTenant::start(options).await.unwrap(), clock)
}

async fn ask(tenant: &DemoTenant, audience: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let address = format!("{}{audience}/oauth2/v2.0/devicecode", tenant.base_url());
    let response = Client::new().post(address).form(form).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

async fn begin(tenant: &DemoTenant, audience: &str) -> Value {
    let (status, device) =
        ask(tenant, audience, &[("client_id", tenant.client_id()), ("scope", SCOPE)]).await;
    assert_eq!(status, StatusCode::OK, "{device}");
    device
}

async fn poll(tenant: &DemoTenant, device: &Value) -> (StatusCode, Value) {
    let form = [
        ("grant_type", GRANT),
        ("client_id", tenant.client_id()),
        ("device_code", text(device, "device_code")),
        ("client_info", "1"),
    ];
    token(tenant, "common", &form).await
}

async fn refused(tenant: &DemoTenant, device: &Value) -> (String, u64) {
    let (status, answer) = poll(tenant, device).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    (text(&answer, "error").to_owned(), code_of(&answer))
}

/// Types the code and picks a person: what comes then is the consent.
async fn to_consent(browser: &Browser, device: &Value, person: &str) -> Page {
    let picker = browser.post("/devicelogin", &[("user_code", text(device, "user_code"))]).await;
    browser.press(&picker, "person", Some(("person", person))).await
}

async fn let_in(tenant: &DemoTenant, device: &Value, person: &str) {
    let browser = Browser::new(tenant);
    let consent = to_consent(&browser, device, person).await;
    assert!(browser.press(&consent, "accept", None).await.has_id("device-let-in"));
}

#[tokio::test]
async fn a_device_gets_the_tokens_of_the_person_who_types_its_code() {
    let tenant = support::start().await;
    tenant.switches().set_device_code_interval(1);
    let device = begin(&tenant, "common").await;
    assert_eq!(refused(&tenant, &device).await, ("authorization_pending".into(), 70_016));
    let browser = Browser::new(&tenant);
    assert!(browser.get(text(&device, "verification_uri")).await.has_id("user-code"));
    let consent = to_consent(&browser, &device, "ada").await;
    assert!(consent.has_id("accept") && consent.has_id("device-warning"), "{}", consent.html);
    assert_eq!(refused(&tenant, &device).await.0, "authorization_pending");
    assert!(browser.press(&consent, "accept", None).await.has_id("device-let-in"));

    let (status, tokens) = poll(&tenant, &device).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    assert_eq!(claims(&tokens["id_token"])["name"], "Ada Fonseca");
    assert_eq!(claims(&tokens["id_token"]).get("nonce"), None);
    assert!(tokens["refresh_token"].is_string() && tokens["client_info"].is_string());
    let me: Value = graph(&tenant, "v1.0/me", text(&tokens, "access_token")).await.json().await.unwrap();
    assert_eq!(me["displayName"], "Ada Fonseca");
    assert_eq!(tenant.switches().redemptions(GRANT), 1);
    assert_eq!(refused(&tenant, &device).await, ("bad_verification_code".into(), 70_018), "used up");
}

#[tokio::test]
async fn the_answer_to_a_device_is_entras_and_discovery_names_its_endpoint() {
    let tenant = support::start().await;
    let base = tenant.base_url();
    let device = begin(&tenant, "lumenworks.example").await;
    let fields: Vec<_> = device.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["user_code", "device_code", "verification_uri", "expires_in", "interval", "message"]);
    assert_eq!((&device["expires_in"], &device["interval"]), (&json!(900), &json!(5)));
    assert_eq!(device["verification_uri"], format!("{base}devicelogin"));
    let message = text(&device, "message");
    assert!(message.contains(text(&device, "user_code")) && message.contains("/devicelogin"), "{message}");
    let about = support::json(format!("{base}common/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(about["device_authorization_endpoint"], format!("{base}common/oauth2/v2.0/devicecode"));
    assert!(about["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
}

#[tokio::test]
async fn a_person_who_declines_turns_the_device_away() {
    let (tenant, clock) = start().await;
    let device = begin(&tenant, "common").await;
    let browser = Browser::new(&tenant);
    let consent = to_consent(&browser, &device, "ada").await;
    assert!(browser.press(&consent, "cancel", None).await.has_id("device-declined"));
    assert_eq!(refused(&tenant, &device).await, ("authorization_declined".into(), 65_004));
    clock.advance(5);
    assert_eq!(refused(&tenant, &device).await.0, "authorization_declined");
    assert_eq!(tenant.switches().redemptions(GRANT), 0);
}

#[tokio::test]
async fn codes_expire_by_the_clock_and_by_the_switch() {
    let (tenant, clock) = start().await;
    let (first, second) = (begin(&tenant, "common").await, begin(&tenant, "common").await);
    clock.advance(899);
    assert_eq!(refused(&tenant, &first).await.0, "authorization_pending");
    clock.advance(1);
    assert_eq!(refused(&tenant, &first).await, ("expired_token".into(), 70_020));
    let typed = [("user_code", text(&second, "user_code"))];
    assert!(Browser::new(&tenant).post("/devicelogin", &typed).await.has_id("complaint"));

    let third = begin(&tenant, "common").await;
    let browser = Browser::new(&tenant);
    let consent = to_consent(&browser, &third, "ada").await;
    assert_eq!(tenant.switches().expire_device_codes(), 1);
    let late = browser.press(&consent, "accept", None).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused(&tenant, &third).await.0, "expired_token");
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_told_to_slow_down() {
    let (tenant, clock) = start().await;
    let device = begin(&tenant, "common").await;
    for (seconds, error) in
        [(0, "authorization_pending"), (2, "slow_down"), (5, "slow_down"), (15, "authorization_pending")]
    {
        clock.advance(seconds);
        assert_eq!(refused(&tenant, &device).await.0, error, "after {seconds} more seconds");
    }
    tenant.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::SlowDown), 1);
    clock.advance(60);
    assert_eq!(refused(&tenant, &device).await.0, "slow_down");
    assert_eq!(refused(&tenant, &device).await.0, "authorization_pending", "the switch counts for nothing");
}

#[tokio::test]
async fn each_authority_lets_its_own_people_type_a_code() {
    let tenant = support::start().await;
    let device = begin(&tenant, "harbourpine.example").await;
    let browser = Browser::new(&tenant);
    let refused = to_consent(&browser, &device, "ada").await;
    assert!(refused.has_id("complaint"), "{}", refused.html);
    let_in(&tenant, &device, "bruno").await;
    let (_, tokens) = poll(&tenant, &device).await;
    assert_eq!(claims(&tokens["id_token"])["tid"], tenant.tenants()[1].id);
}

#[tokio::test]
async fn a_person_who_is_signed_in_is_still_asked() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    browser.sign_in(&support::authorize(&tenant, "common", &[]), "ada").await;
    let device = begin(&tenant, "common").await;
    let picker = browser.post("/devicelogin", &[("user_code", text(&device, "user_code"))]).await;
    assert!(picker.has_id("person-ada"));
    let consent = browser.press(&picker, "person", Some(("person", "ada"))).await;
    assert!(consent.has_id("accept") && consent.has_id("device-warning"));
}

#[tokio::test]
async fn a_code_is_good_for_its_own_client_alone() {
    let tenant = support::start().await;
    let device = begin(&tenant, "common").await;
    let_in(&tenant, &device, "ada").await;
    let other = tenant.clients()[1].id;
    let form = [("grant_type", GRANT), ("client_id", other), ("device_code", text(&device, "device_code"))];
    let (_, answer) = token(&tenant, "common", &form).await;
    assert_eq!(code_of(&answer), 70_018, "{answer}");
    assert_eq!(poll(&tenant, &device).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_request_that_is_not_in_order_gets_no_code() {
    let tenant = support::start().await;
    let id = ("client_id", tenant.client_id());
    for (audience, form, code) in [
        ("common", vec![id], 900_144),
        ("common", vec![("scope", SCOPE)], 900_144),
        ("common", vec![("client_id", "nobody"), ("scope", SCOPE)], 700_016),
        ("common", vec![id, ("scope", "Everything.Do")], 70_011),
        ("common", vec![id, ("scope", SCOPE), ("scope", SCOPE)], 9_000_411),
        ("nowhere.example", vec![id, ("scope", SCOPE)], 90_002),
    ] {
        let (status, answer) = ask(&tenant, audience, &form).await;
        assert_eq!((status, code_of(&answer)), (StatusCode::BAD_REQUEST, code), "{form:?}");
    }
    let form = [("grant_type", GRANT), id];
    assert_eq!(code_of(&token(&tenant, "common", &form).await.1), 900_144);
}

#[tokio::test]
async fn a_wrong_code_stays_text_and_in_each_language_is_complained_of() {
    let tenant = support::start().await;
    let address = format!("{}devicelogin", tenant.base_url());
    for (language, words) in [("en", "No app waits"), ("pt-BR", "Nenhum aplicativo"), ("it", "Nessuna app")] {
        let form = [("user_code", "\"><script>alert('1')</script>")];
        let request = Client::new().post(&address).header("accept-language", language).form(&form);
        let response = request.send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let page = response.text().await.unwrap();
        assert!(page.contains(words) && !page.contains("<script>alert"), "{page}");
        assert!(page.contains("&quot;&gt;&lt;script&gt;"), "it is there to be put right: {page}");
        assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    }
}

#[tokio::test]
async fn a_form_of_a_device_belongs_to_its_browser() {
    let tenant = support::start().await;
    let device = begin(&tenant, "common").await;
    let consent = to_consent(&Browser::new(&tenant), &device, "ada").await;
    let stranger = Browser::new(&tenant);
    stranger.get(&support::authorize(&tenant, "common", &[])).await;
    assert_eq!(stranger.press(&consent, "accept", None).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused(&tenant, &device).await.0, "authorization_pending");
}

#[tokio::test]
async fn a_link_with_the_code_is_offered_where_that_is_switched_on_and_only_fills_it_in() {
    let (tenant, _) = start().await;
    assert!(begin(&tenant, "common").await.get("verification_uri_complete").is_none());
    tenant.switches().offer_complete_links();
    let device = begin(&tenant, "common").await;
    let link = text(&device, "verification_uri_complete");
    let (_, query) = link.split_once("/devicelogin?").unwrap();
    let page = Browser::new(&tenant).get(&format!("/devicelogin?{query}")).await;
    assert!(page.html.contains(&format!("value=\"{}\"", text(&device, "user_code"))), "{}", page.html);
    // Whoever opened it has let nobody in.
    assert_eq!(refused(&tenant, &device).await.0, "authorization_pending");
    let hostile = Browser::new(&tenant).get("/devicelogin?user_code=%22%3E%3Cscript%3E").await;
    assert!(!hostile.html.contains("\"><script>"), "{}", hostile.html);
}
