//! What the demo tenant does not let through.

mod support;

use reqwest::StatusCode;
use support::{Browser, authorize, code_of, redeem, token};

#[tokio::test]
async fn an_unknown_client_or_redirect_gets_a_page_and_no_redirect() {
    let tenant = support::start().await;
    for change in [
        ("client_id", "00000000-0000-0000-0000-000000000000"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://localhost.evil.example/"),
        ("redirect_uri", "http://localhost@evil.example/"),
        ("redirect_uri", "http://localhost/#x"),
        ("redirect_uri", "javascript:alert(1)"),
    ] {
        let page = Browser::new(&tenant).get(&authorize(&tenant, "common", &[change])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{change:?}");
        assert!(page.location.is_none() && page.has_id("error-code"), "{change:?}");
    }
    let twice = authorize(&tenant, "common", &[]) + "&redirect_uri=http%3A%2F%2Flocalhost";
    assert!(Browser::new(&tenant).get(&twice).await.location.is_none());
    let nowhere = Browser::new(&tenant).get(&authorize(&tenant, "nowhere.example", &[])).await;
    assert!(nowhere.location.is_none() && nowhere.html.contains("AADSTS90002"));
}

#[tokio::test]
async fn other_faults_of_a_request_are_told_to_the_client() {
    let tenant = support::start().await;
    for (change, error, code) in [
        (("response_type", "token"), "unsupported_response_type", "AADSTS700054"),
        (("response_type", ""), "invalid_request", "AADSTS900144"),
        (("response_mode", "carrier-pigeon"), "invalid_request", "AADSTS90023"),
        (("prompt", "shout"), "invalid_request", "AADSTS90023"),
        (("code_challenge", ""), "invalid_request", "AADSTS9002325"),
        (("code_challenge", "short"), "invalid_request", "AADSTS501491"),
        (("code_challenge_method", "plain"), "invalid_request", "AADSTS50148"),
        (("scope", ""), "invalid_request", "AADSTS900144"),
        (("scope", "Everything.Do"), "invalid_scope", "AADSTS70011"),
    ] {
        let page = Browser::new(&tenant).get(&authorize(&tenant, "common", &[change])).await;
        assert_eq!(page.answer("error").as_deref(), Some(error), "{change:?}");
        assert!(page.answer("error_description").unwrap().starts_with(code), "{change:?}");
        assert_eq!(page.answer("state").as_deref(), Some("the state & more"));
    }
}

#[tokio::test]
async fn what_an_attacker_writes_stays_text() {
    let tenant = support::start().await;
    let attack = "\"><script>alert('1')</script>@x.example";
    let browser = Browser::new(&tenant);
    let hinted = browser.get(&authorize(&tenant, "common", &[("login_hint", attack)])).await;
    let typed = browser.press(&hinted, "username", Some(("username", attack))).await;
    let redirect =
        Browser::new(&tenant).get(&authorize(&tenant, "common", &[("redirect_uri", attack)])).await;
    let in_tenant = Browser::new(&tenant).get(&authorize(&tenant, "%22%3E%3Cscript%3Ealert('1')", &[])).await;
    browser.sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    let form = [("response_mode", "form_post"), ("state", attack), ("login_hint", "ada@lumenworks.example")];
    let posted = browser.get(&authorize(&tenant, "common", &form)).await;
    assert!(posted.html.contains("&quot;&gt;&lt;script&gt;"));
    for page in [hinted, typed, redirect, in_tenant, posted] {
        assert!(!page.html.contains("<script>alert"), "{}", page.html);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn a_form_from_another_browser_or_for_no_sign_in_changes_nothing() {
    let tenant = support::start().await;
    let victim = Browser::new(&tenant);
    let page = victim.get(&authorize(&tenant, "common", &[])).await;
    let stranger = Browser::new(&tenant);
    stranger.get(&authorize(&tenant, "common", &[])).await;
    let refused = stranger.press(&page, "person", Some(("person", "ada"))).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let without_cookie = Browser::new(&tenant).press(&page, "person", Some(("person", "ada"))).await;
    assert_eq!(without_cookie.status, StatusCode::BAD_REQUEST);
    let invented = victim.post("/sign-in/accept", &[("attempt", "invented")]).await;
    assert_eq!(invented.status, StatusCode::BAD_REQUEST);
    // Accepting before picking anybody shows the picker.
    assert!(victim.press(&page, "accept", None).await.has_id("person-ada"));
}

#[tokio::test]
async fn two_tenants_at_work_keep_a_browsers_sign_ins_apart() {
    let (one, two) = (support::start().await, support::start().await);
    let browser = Browser::new(&one);
    let page = browser.get(&authorize(&one, "common", &[])).await;
    let elsewhere = authorize(&two, "common", &[]);
    browser.get(&format!("{}{}", two.base_url(), elsewhere.trim_start_matches('/'))).await;
    assert!(browser.press(&page, "person", Some(("person", "ada"))).await.has_id("accept"));
}

#[tokio::test]
async fn names_other_than_the_loopbacks_are_not_answered() {
    let tenant = support::start().await;
    let port = tenant.base_url().port().unwrap();
    let client = reqwest::Client::new();
    for (host, status) in [
        ("rebound.example".to_owned(), StatusCode::MISDIRECTED_REQUEST),
        (format!("rebound.example:{port}"), StatusCode::MISDIRECTED_REQUEST),
        ("localhost:1".to_owned(), StatusCode::MISDIRECTED_REQUEST),
        (format!("127.0.0.1:{port}"), StatusCode::OK),
        (format!("[::1]:{port}"), StatusCode::OK),
    ] {
        let address = format!("{}common/discovery/v2.0/keys", tenant.base_url());
        let answer = client.get(address).header("host", &host).send().await.unwrap();
        assert_eq!(answer.status(), status, "{host}");
    }
}

#[tokio::test]
async fn logout_leads_to_registered_addresses_alone() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let path = |target: &str| format!("/common/oauth2/v2.0/logout?post_logout_redirect_uri={target}&state=s");
    let away = browser.get(&path("https%3A%2F%2Fevil.example")).await;
    assert!(away.location.is_none() && away.has_id("signed-out"));
    let home = browser.get(&path("http%3A%2F%2Flocalhost%3A5000%2Fbye")).await;
    assert_eq!(home.location.unwrap().as_str(), "http://localhost:5000/bye?state=s");
}

#[tokio::test]
async fn requests_are_limited_in_size() {
    let tenant = support::start().await;
    let client = reqwest::Client::new();
    let token = format!("{}common/oauth2/v2.0/token", tenant.base_url());
    let answer = client.post(token).body("x".repeat(65 * 1024)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let long = format!("{}{}", tenant.base_url(), "x".repeat(70 * 1024));
    assert!(client.get(long).send().await.is_err_or_refused());
}

#[tokio::test]
async fn grants_that_do_not_exist_and_repeated_parameters_are_refused() {
    let tenant = support::start().await;
    let form = [("client_id", tenant.client_id()), ("grant_type", "password")];
    let (_, refused) = token(&tenant, "common", &form).await;
    assert_eq!((refused["error"].as_str(), code_of(&refused)), (Some("unsupported_grant_type"), 70_003));
    let doubled = [("client_id", tenant.client_id()), ("code", "a"), ("code", "b")];
    assert_eq!(code_of(&token(&tenant, "common", &doubled).await.1), 9_000_411);
    let (_, stranger) = redeem(&tenant, "x", &[("client_id", "nobody")]).await;
    assert_eq!((stranger["error"].as_str(), code_of(&stranger)), (Some("unauthorized_client"), 700_016));
    let request_id = "11111111-2222-3333-4444-555555555555";
    let (_, traced) = redeem(&tenant, "x", &[("client-request-id", request_id)]).await;
    assert_eq!(traced["correlation_id"], request_id);
    let (_, untraced) = redeem(&tenant, "x", &[("client-request-id", "<script>")]).await;
    assert_ne!(untraced["correlation_id"], "<script>");
}

/// A server may refuse what is too long by an answer or by closing the connection.
trait Refused {
    fn is_err_or_refused(&self) -> bool;
}

impl Refused for reqwest::Result<reqwest::Response> {
    fn is_err_or_refused(&self) -> bool {
        self.as_ref().map_or(true, |answer| answer.status().is_client_error())
    }
}
