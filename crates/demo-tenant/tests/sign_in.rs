//! The code flow from the first page to Graph.

mod support;

use demo_tenant::{Clock, DemoOptions, DemoTenant, ENVIRONMENT};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::StatusCode;
use serde_json::Value;
use support::{Browser, authorize, claims, code_of, graph, redeem, text, token, tokens_of};

#[tokio::test]
async fn a_person_signs_in_consents_and_graph_knows_them() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let picker = browser.get(&authorize(&tenant, "common", &[])).await;
    assert_eq!(picker.status, StatusCode::OK);
    for person in tenant.people() {
        assert!(picker.has_id(&format!("person-{}", person.id)), "{}", person.id);
    }
    let consent = browser.press(&picker, "person", Some(("person", "ada"))).await;
    assert!(consent.has_id("accept") && consent.has_id("cancel"));
    let back = browser.press(&consent, "accept", None).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert_eq!(back.answer("state").as_deref(), Some("the state & more"));

    let (_, tokens) = redeem(&tenant, &back.answer("code").unwrap(), &[]).await;
    assert_eq!(text(&tokens, "scope"), "openid profile User.Read");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens.get("foci"), None);
    let me: Value = graph(&tenant, "v1.0/me", text(&tokens, "access_token")).await.json().await.unwrap();
    assert_eq!(me["displayName"], "Ada Fonseca");
    assert_eq!(me["userPrincipalName"], "ada@lumenworks.example");
}

#[tokio::test]
async fn the_id_token_passes_a_validation_that_we_did_not_write() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "zoe").await;
    let keys: JwkSet = reqwest::get(format!("{}common/discovery/v2.0/keys", tenant.base_url()))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[tenant.client_id()]);
    validation.set_issuer(&[format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[1].id)]);
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let token = jsonwebtoken::decode::<Value>(text(&tokens, "id_token"), &key, &validation).unwrap();
    assert_eq!(token.claims["name"], "Zoë Łukasiewicz-Åström");
    assert_eq!(token.claims["nonce"], "the-nonce");
    assert_eq!(token.header.kid, keys.keys[0].common.key_id);
}

#[tokio::test]
async fn a_guest_keeps_one_home_account_in_two_realms() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "bruno").await;
    let refreshed =
        support::refresh(&tenant, "harbourpine.example", text(&tokens, "refresh_token"), support::SCOPE)
            .await
            .1;
    assert_eq!(tokens["client_info"], refreshed["client_info"]);
    let (home, guest) = (claims(&tokens["id_token"]), claims(&refreshed["id_token"]));
    assert_eq!(guest["tid"], tenant.tenants()[1].id);
    assert_ne!(home["oid"], guest["oid"]);
    assert_ne!(home["sub"], guest["sub"]);
    let me: Value = graph(&tenant, "v1.0/me", text(&refreshed, "access_token")).await.json().await.unwrap();
    assert_eq!(me["userPrincipalName"], "bruno_lumenworks.example#EXT#@harbourpine.example");
}

#[tokio::test]
async fn two_people_with_one_address_are_told_apart() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let picker = browser.get(&authorize(&tenant, "common", &[])).await;
    let asked = browser.press(&picker, "username", Some(("username", " Dario@HarbourPine.example"))).await;
    assert!(asked.has_id("account-work") && asked.has_id("account-personal"));
    let work = claims(&tokens_of(&tenant, "dario").await["id_token"]);
    let personal = claims(&tokens_of(&tenant, "dario-personal").await["id_token"]);
    assert_eq!(work["preferred_username"], personal["preferred_username"]);
    assert_ne!(work["oid"], personal["oid"]);
    assert_eq!(personal["tid"], "9188040d-6c67-4c5b-b112-36a304b66dad");
}

#[tokio::test]
async fn each_authority_admits_its_own_people() {
    let tenant = support::start().await;
    for (audience, admitted) in [
        ("organizations", vec!["ada", "bruno", "dario", "zoe", "wilhelmina"]),
        ("consumers", vec!["dario-personal", "noor"]),
        ("lumenworks.example", vec!["ada", "bruno"]),
        ("harbourpine.example", vec!["bruno", "dario", "zoe", "wilhelmina"]),
    ] {
        let picker = Browser::new(&tenant).get(&authorize(&tenant, audience, &[])).await;
        for person in tenant.people() {
            let shown = picker.has_id(&format!("person-{}", person.id));
            assert_eq!(shown, admitted.contains(&person.id), "{} at {audience}", person.id);
        }
        // Posting another id by hand does not help.
        let browser = Browser::new(&tenant);
        let picker = browser.get(&authorize(&tenant, audience, &[])).await;
        let outsider = tenant.people().iter().find(|person| !admitted.contains(&person.id)).unwrap();
        let refused = browser.press(&picker, "person", Some(("person", outsider.id))).await;
        assert!(refused.has_id("complaint"), "{} at {audience}", outsider.id);
    }
}

#[tokio::test]
async fn single_sign_on_needs_no_page_and_logout_ends_it() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let silent = authorize(&tenant, "common", &[("prompt", "none")]);
    assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("login_required"));
    browser.sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    assert!(browser.get(&silent).await.answer("code").is_some());
    assert!(browser.get(&authorize(&tenant, "common", &[])).await.answer("code").is_some());

    let more = authorize(&tenant, "common", &[("prompt", "none"), ("scope", "Mail.Read openid")]);
    assert_eq!(browser.get(&more).await.answer("error").as_deref(), Some("consent_required"));
    let consumers = authorize(&tenant, "consumers", &[("prompt", "none")]);
    assert_eq!(browser.get(&consumers).await.answer("error").as_deref(), Some("login_required"));

    for (prompt, id) in [("select_account", "person-ada"), ("login", "person-ada"), ("consent", "accept")] {
        let page = browser.get(&authorize(&tenant, "common", &[("prompt", prompt)])).await;
        assert!(page.has_id(id), "{prompt}");
    }
    assert!(browser.get("/common/oauth2/v2.0/logout").await.has_id("signed-out"));
    assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn of_two_signed_in_people_a_hint_names_the_one_that_is_meant() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    for person in ["ada", "bruno"] {
        browser.sign_in(&authorize(&tenant, "common", &[("prompt", "select_account")]), person).await;
    }
    let silent = authorize(&tenant, "common", &[("prompt", "none")]);
    assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("interaction_required"));
    let hinted =
        authorize(&tenant, "common", &[("prompt", "none"), ("login_hint", "BRUNO@lumenworks.example")]);
    let code = browser.get(&hinted).await.answer("code").unwrap();
    let (_, tokens) = redeem(&tenant, &code, &[]).await;
    assert_eq!(claims(&tokens["id_token"])["preferred_username"], "bruno@lumenworks.example");
}

#[tokio::test]
async fn answers_travel_by_query_fragment_or_form() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    browser.sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    let fragment =
        browser.get(&authorize(&tenant, "common", &[("response_mode", "fragment")])).await.location.unwrap();
    assert!(fragment.query().is_none() && fragment.fragment().unwrap().starts_with("code=1."));
    let form = browser.get(&authorize(&tenant, "common", &[("response_mode", "form_post")])).await;
    assert!(form.html.contains("action=\"http://localhost:54321/\"") && form.html.contains("name=\"code\""));
    assert!(form.html.contains("value=\"the state &amp; more\""));
}

#[tokio::test]
async fn refusing_consent_is_told_to_the_client() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let picker = browser.get(&authorize(&tenant, "common", &[])).await;
    let consent = browser.press(&picker, "person", Some(("person", "noor"))).await;
    let refused = browser.press(&consent, "cancel", None).await;
    assert_eq!(refused.answer("error").as_deref(), Some("access_denied"));
    assert_eq!(refused.answer("error_subcode").as_deref(), Some("cancel"));
    let description = refused.answer("error_description").unwrap();
    assert!(description.starts_with("AADSTS65004: ") && description.contains("Trace ID: "), "{description}");
    assert_eq!(refused.answer("state").as_deref(), Some("the state & more"));
    let again = browser.get(&authorize(&tenant, "common", &[("prompt", "none")])).await;
    assert_eq!(again.answer("error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn a_code_is_good_once_and_its_replay_revokes_what_came_from_it() {
    let tenant = support::start().await;
    let page = Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    let code = page.answer("code").unwrap();
    let (_, tokens) = redeem(&tenant, &code, &[]).await;
    let (status, replayed) = redeem(&tenant, &code, &[]).await;
    assert_eq!((status, code_of(&replayed)), (StatusCode::BAD_REQUEST, 54_005));
    let (_, revoked) =
        support::refresh(&tenant, "common", text(&tokens, "refresh_token"), support::SCOPE).await;
    assert_eq!(code_of(&revoked), 50_173);
}

#[tokio::test]
async fn a_code_is_bound_to_verifier_redirect_and_client_and_expires() {
    let clock = Clock::fixed(1_800_000_000);
    let tenant =
        DemoTenant::start(DemoOptions { clock: clock.clone(), ..DemoOptions::default() }).await.unwrap();
    let page = Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    let code = page.answer("code").unwrap();
    let wrong_verifier = "x".repeat(43);
    for (change, expected) in [
        (("code_verifier", wrong_verifier.as_str()), 501_481),
        (("code_verifier", "short"), 501_491),
        (("code_verifier", ""), 900_144),
        (("redirect_uri", "http://localhost:1"), 500_112),
        (("client_id", tenant.clients()[1].id), 700_005),
        (("client_secret", "x"), 700_025),
        (("scope", "Mail.Read"), 70_011),
        (("code", "no-code"), 9_002_313),
    ] {
        let (status, refused) = redeem(&tenant, &code, &[change]).await;
        assert!(status.is_client_error());
        assert_eq!(code_of(&refused), expected, "{change:?}");
        if change.0 == "redirect_uri" {
            assert!(text(&refused, "error_description").contains("Correlation ID: "));
        }
    }
    assert_eq!(
        redeem(&tenant, &code, &[("scope", "User.Read")]).await.0,
        StatusCode::OK,
        "refusals use up no code"
    );
    let page = Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    clock.advance(600);
    let (_, expired) = redeem(&tenant, &page.answer("code").unwrap(), &[]).await;
    assert_eq!(code_of(&expired), 70_008);
    assert_eq!(expired["timestamp"], "2027-01-15 08:10:00Z");
}

#[tokio::test]
async fn a_family_shares_refresh_tokens_and_others_do_not() {
    let tenant = support::start().await;
    let (mail, notes) = (tenant.clients()[1].id, tenant.clients()[2].id);
    let page =
        Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &[("client_id", mail)]), "ada").await;
    let (_, tokens) = redeem(&tenant, &page.answer("code").unwrap(), &[("client_id", mail)]).await;
    assert_eq!(text(&tokens, "foci"), "1");
    let use_as = |client| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("refresh_token", text(&tokens, "refresh_token")),
            ("scope", "Mail.Read openid"),
        ];
        let tenant = &tenant;
        async move { token(tenant, "common", &form).await.1 }
    };
    assert_eq!(claims(&use_as(notes).await["access_token"])["appid"], notes);
    let stranger = use_as(tenant.client_id()).await;
    assert_eq!((code_of(&stranger), text(&stranger, "suberror")), (70_000, "client_mismatch"));
}

#[tokio::test]
async fn a_confidential_client_has_to_prove_itself() {
    let tenant = support::start().await;
    let website = tenant.clients()[3].id;
    let without_pkce = [("client_id", website), ("code_challenge", ""), ("code_challenge_method", "")];
    let page = Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &without_pkce), "ada").await;
    let code = page.answer("code").unwrap();
    let form = [("client_id", website), ("code_verifier", "")];
    assert_eq!(code_of(&redeem(&tenant, &code, &form).await.1), 7_000_218);
    let wrong = [("client_id", website), ("code_verifier", ""), ("client_secret", "wrong")];
    let (status, refused) = redeem(&tenant, &code, &wrong).await;
    assert_eq!((status, code_of(&refused)), (StatusCode::UNAUTHORIZED, 7_000_215));
    let right =
        [("client_id", website), ("code_verifier", ""), ("client_secret", "the-secret-of-the-demo-website")];
    assert_eq!(redeem(&tenant, &code, &right).await.0, StatusCode::OK);
}

#[tokio::test]
async fn graph_refuses_what_is_not_for_it() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "wilhelmina").await;
    let good = text(&tokens, "access_token");
    assert_eq!(graph(&tenant, "v1.0/me/photo/$value", good).await.status(), StatusCode::NOT_FOUND);
    for token in ["", "nonsense", text(&tokens, "id_token"), &good[..good.len() - 4]] {
        let refused = graph(&tenant, "v1.0/me", token).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let challenge = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(challenge.starts_with("Bearer "), "{challenge}");
        let error: Value = refused.json().await.unwrap();
        assert_eq!(error["error"]["code"], "InvalidAuthenticationToken");
    }
    let ada = tokens_of(&tenant, "ada").await;
    let photo = graph(&tenant, "v1.0/me/photo/$value", text(&ada, "access_token")).await;
    assert_eq!(photo.headers()["content-type"], "image/png");
    let info: Value = graph(&tenant, "oidc/userinfo", text(&ada, "access_token")).await.json().await.unwrap();
    assert_eq!(info["email"], "ada@lumenworks.example");
    assert_eq!(info["sub"], claims(&ada["id_token"])["sub"]);
    assert_eq!(
        claims(&ada["access_token"])["iss"],
        format!("https://{ENVIRONMENT}/{}/", tenant.tenants()[0].id)
    );
}

#[tokio::test]
async fn a_token_for_another_api_has_its_audience_and_scopes() {
    let tenant = support::start().await;
    let scope = [("scope", "api://demo-notebook/Notes.Read openid offline_access")];
    let page = Browser::new(&tenant).sign_in(&authorize(&tenant, "common", &scope), "ada").await;
    let (_, tokens) = redeem(&tenant, &page.answer("code").unwrap(), &[]).await;
    assert_eq!(text(&tokens, "scope"), "openid api://demo-notebook/Notes.Read");
    let refused = graph(&tenant, "v1.0/me", text(&tokens, "access_token")).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let (_, unconsented) =
        support::refresh(&tenant, "common", text(&tokens, "refresh_token"), "Mail.Read").await;
    assert_eq!((code_of(&unconsented), text(&unconsented, "error")), (65_001, "invalid_grant"));
}
