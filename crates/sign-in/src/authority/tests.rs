use super::*;

fn problem(result: Result<Authority, SignInError>) -> AuthorityProblem {
    match result {
        Err(SignInError::AuthorityInvalid { problem, .. }) => problem,
        other => panic!("expected an invalid authority, got {other:?}"),
    }
}

fn endpoint(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn every_spelling_of_a_tenant_gives_the_same_authority() {
    let tenant = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    for spelling in [
        tenant.to_owned(),
        tenant.to_uppercase(),
        format!("  https://login.microsoftonline.com/{tenant}  "),
        format!("https://LOGIN.microsoftonline.com/{tenant}/"),
        format!("https://login.microsoftonline.com/{tenant}/v2.0"),
        format!("https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration"),
    ] {
        let authority = Authority::parse(&spelling).unwrap();
        assert_eq!(authority.as_str(), format!("https://login.microsoftonline.com/{tenant}"), "{spelling}");
        assert_eq!(authority.environment(), "login.microsoftonline.com");
        assert_eq!(authority.kind(), AuthorityKind::Entra);
    }
}

#[test]
fn words_and_domains_are_tenants_of_the_public_cloud() {
    for tenant in ["common", "organizations", "consumers", "contoso.onmicrosoft.com"] {
        let authority = Authority::parse(tenant).unwrap();
        assert_eq!(authority.as_str(), format!("https://login.microsoftonline.com/{tenant}"));
    }
}

#[test]
fn the_hosts_of_other_clouds_are_entra() {
    for host in ["login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.windows.net"] {
        let authority = Authority::parse(&format!("https://{host}/organizations")).unwrap();
        assert_eq!((authority.kind(), authority.environment()), (AuthorityKind::Entra, host));
    }
}

#[test]
fn entra_describes_itself_below_v2() {
    let url = Authority::parse("common").unwrap().configuration_url().unwrap();
    assert_eq!(
        url.as_str(),
        "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"
    );
}

#[test]
fn the_realm_is_the_token_endpoints_tenant() {
    let authority = Authority::parse("contoso.com").unwrap();
    let tenant = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    let token = endpoint(&format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"));
    assert_eq!(authority.realm(&token), tenant);
    let organizations = endpoint("https://login.microsoftonline.com/organizations/oauth2/v2.0/token");
    assert_eq!(authority.realm(&organizations), "organizations");
}

#[test]
fn an_issuer_keeps_its_spelling() {
    for issuer in
        ["https://accounts.google.com", "https://example.eu.auth0.com/", "https://id.example/realms/A"]
    {
        let authority = Authority::parse(issuer).unwrap();
        assert_eq!((authority.as_str(), authority.kind()), (issuer, AuthorityKind::OpenId));
        assert_eq!(authority.realm(&endpoint("https://id.example/token")), "");
    }
}

#[test]
fn an_issuer_describes_itself_below_its_path() {
    for (issuer, expected) in [
        ("https://example.eu.auth0.com/", "https://example.eu.auth0.com/.well-known/openid-configuration"),
        ("https://id.example/realms/a", "https://id.example/realms/a/.well-known/openid-configuration"),
    ] {
        assert_eq!(Authority::openid(issuer).unwrap().configuration_url().unwrap().as_str(), expected);
    }
}

#[test]
fn issuers_on_one_host_are_told_apart() {
    let environment = |issuer: &str| Authority::openid(issuer).unwrap().environment().to_owned();
    assert_eq!(environment("https://ID.example/"), "id.example");
    assert_eq!(environment("https://id.example:8443/realms/staff"), "id.example:8443/realms/staff");
    assert_eq!(environment("https://id.example/realms/a-b"), "id.example/realms/a%2db");
    assert_ne!(environment("https://id.example/realms/a"), environment("https://id.example/realms/A"));
    assert_ne!(environment("https://id.example/%41"), environment("https://id.example/A"));
}

#[test]
fn plain_http_is_only_for_this_computer() {
    for loopback in ["http://localhost:8080/a", "http://127.0.0.1:1", "http://[::1]:1/x"] {
        assert!(Authority::parse(loopback).unwrap().is_loopback(), "{loopback}");
    }
    for remote in ["http://id.example", "http://127.0.0.1.id.example", "http://localhost.id.example"] {
        assert_eq!(problem(Authority::parse(remote)), AuthorityProblem::NotHttps, "{remote}");
    }
    assert_eq!(
        problem(Authority::parse("http://login.microsoftonline.com/common")),
        AuthorityProblem::NotHttps
    );
}

#[test]
fn what_is_wrong_is_said_with_what_to_type_instead() {
    let host = String::from("login.microsoftonline.com");
    let cases = [
        ("", AuthorityProblem::Empty),
        ("two words", AuthorityProblem::TenantMalformed),
        ("tenant", AuthorityProblem::TenantMalformed),
        ("login.microsoftonline.com", AuthorityProblem::TenantMissing(host.clone())),
        ("https://login.microsoftonline.com", AuthorityProblem::TenantMissing(host)),
        (
            "login.microsoftonline.com/common",
            AuthorityProblem::SchemeMissing("login.microsoftonline.com/common".into()),
        ),
        ("https://login.microsoftonline.com:444/common", AuthorityProblem::PortNotExpected),
        ("https://login.microsoftonline.com/common/oauth2", AuthorityProblem::PathNotExpected),
        ("https://login.microsoftonline.com/a.b/B2C_1_in", AuthorityProblem::OtherKind(AuthorityKind::B2c)),
        ("https://login.microsoftonline.com/common?x=1", AuthorityProblem::QueryOrFragment),
        ("https://me:pw@login.microsoftonline.com/common", AuthorityProblem::UserInformation),
        ("https://login.microsoftonline.com/..%2f", AuthorityProblem::TenantMalformed),
        ("https://login.microsoftonline.com/adfs", AuthorityProblem::OtherKind(AuthorityKind::AdFs)),
        ("ftp://id.example", AuthorityProblem::NotAUrl),
        ("https://id.example/.well-known/openid-configuration", AuthorityProblem::DescriptionAddress),
    ];
    for (input, expected) in cases {
        assert_eq!(problem(Authority::parse(input)), expected, "{input}");
    }
    let missing = problem(Authority::openid("id.example/realms/a"));
    assert_eq!(missing.to_string(), "the scheme is missing; type https://id.example/realms/a");
}

#[test]
fn entra_and_other_providers_are_not_mistaken_for_each_other() {
    let entra = "https://login.microsoftonline.com/common/v2.0";
    assert!(matches!(problem(Authority::openid(entra)), AuthorityProblem::IsAnEntraHost(_)));
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let error = Authority::parse("https://me:hunter2@id.example").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn an_entra_like_provider_keeps_its_environment_when_its_port_moves() {
    let at = |port: u16| {
        let base = endpoint(&format!("http://localhost:{port}/"));
        Authority::entra_like(&base, "organizations", "Login.Demo.example").unwrap()
    };
    assert_eq!(at(1).environment(), at(2).environment());
    assert_eq!(at(1).environment(), "login.demo.example");
    let url = at(8080).configuration_url().unwrap();
    assert_eq!(url.as_str(), "http://localhost:8080/organizations/v2.0/.well-known/openid-configuration");
}

#[test]
fn an_entra_like_provider_elsewhere_needs_https() {
    let base = endpoint("http://demo.example/");
    assert_eq!(problem(Authority::entra_like(&base, "common", "a.example")), AuthorityProblem::NotHttps);
}

/// Inputs, and the address and environment that they mean.
fn assert_all(kind: AuthorityKind, cases: &[(&str, &str, &str)]) {
    for (input, address, environment) in cases {
        let authority = match kind {
            AuthorityKind::B2c => Authority::b2c(input),
            AuthorityKind::ExternalId => Authority::external_id(input),
            AuthorityKind::AdFs => Authority::adfs(input),
            _ => Authority::entra(input),
        };
        let authority = authority.unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!((authority.kind(), authority.as_str()), (kind, *address), "{input}");
        assert_eq!(authority.environment(), *environment, "{input}");
    }
}

#[test]
fn a_user_flow_is_a_tenant_and_a_policy_on_any_host() {
    let flow = "https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_signin";
    assert_all(
        AuthorityKind::B2c,
        &[
            (flow, flow, "fabrikam.b2clogin.com"),
            (
                "https://FABRIKAM.b2clogin.com/Fabrikam.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration",
                flow,
                "fabrikam.b2clogin.com",
            ),
            (
                "https://fabrikam.b2clogin.com/tfp/fabrikam.onmicrosoft.com/B2C_1A_trust/v2.0/",
                "https://fabrikam.b2clogin.com/tfp/fabrikam.onmicrosoft.com/B2C_1A_trust",
                "fabrikam.b2clogin.com",
            ),
            (
                "https://login.fabrikam.example/2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b/b2c_1_signin",
                "https://login.fabrikam.example/2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b/b2c_1_signin",
                "login.fabrikam.example",
            ),
        ],
    );
    let authority = Authority::parse(flow).unwrap();
    assert_eq!((authority.kind(), authority.policy()), (AuthorityKind::B2c, Some("B2C_1_signin")));
    assert!(
        authority
            .configuration_url()
            .unwrap()
            .as_str()
            .ends_with("/B2C_1_signin/v2.0/.well-known/openid-configuration")
    );
    assert_eq!(Authority::parse("common").unwrap().policy(), None);
}

#[test]
fn external_id_needs_its_tenant_on_a_custom_domain_only() {
    let tenant = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    let custom = format!("https://login.fabrikam.example/{tenant}");
    assert_all(
        AuthorityKind::ExternalId,
        &[
            (
                "https://fabrikam.ciamlogin.com/",
                "https://fabrikam.ciamlogin.com/fabrikam.onmicrosoft.com",
                "fabrikam.ciamlogin.com",
            ),
            (
                "https://fabrikam.ciamlogin.com/fabrikam.onmicrosoft.com/v2.0",
                "https://fabrikam.ciamlogin.com/fabrikam.onmicrosoft.com",
                "fabrikam.ciamlogin.com",
            ),
            (&format!("{custom}/v2.0"), &custom, "login.fabrikam.example"),
        ],
    );
    assert_eq!(Authority::parse("https://fabrikam.ciamlogin.com").unwrap().kind(), AuthorityKind::ExternalId);
    assert_eq!(Authority::external_id(&custom).unwrap().known_realm(), Some(tenant));
    let without = problem(Authority::external_id("https://login.fabrikam.example"));
    assert_eq!(without, AuthorityProblem::TenantMissing("login.fabrikam.example".into()));
}

#[test]
fn ad_fs_is_a_host_and_answers_below_one_path() {
    let address = "https://adfs.fabrikam.example/adfs";
    assert_all(
        AuthorityKind::AdFs,
        &[
            ("https://adfs.fabrikam.example", address, "adfs.fabrikam.example"),
            ("https://ADFS.fabrikam.example/ADFS/", address, "adfs.fabrikam.example"),
            (
                "https://adfs.fabrikam.example/adfs/.well-known/openid-configuration",
                address,
                "adfs.fabrikam.example",
            ),
            ("https://sts.example:8443/adfs", "https://sts.example:8443/adfs", "sts.example"),
        ],
    );
    let authority = Authority::parse(address).unwrap();
    assert_eq!((authority.kind(), authority.known_realm()), (AuthorityKind::AdFs, Some("adfs")));
    assert!(!authority.speaks_entra());
    let url = authority.configuration_url().unwrap();
    assert_eq!(url.as_str(), format!("{address}/.well-known/openid-configuration"));
}

#[test]
fn an_unknown_host_that_claims_to_be_entra_needs_a_voucher() {
    let unknown = Authority::entra("https://login.newcloud.example/fabrikam.example").unwrap();
    assert_eq!((unknown.kind(), unknown.environment()), (AuthorityKind::Entra, "login.newcloud.example"));
    assert!(unknown.needs_a_voucher());
    assert!(!Authority::entra("organizations").unwrap().needs_a_voucher());
    for nobodys in [
        "https://id.example/realms/a",
        "https://id.example",
        "https://localhost/common",
        "https://192.0.2.1/common",
        "https://[::1]/common",
    ] {
        assert!(
            matches!(problem(Authority::entra(nobodys)), AuthorityProblem::NotAnEntraHost(_)),
            "{nobodys}"
        );
    }
}

#[test]
fn a_host_that_only_looks_like_microsofts_is_refused_as_any_kind() {
    for host in [
        "login.microsoftonline.com.evil.example",
        "a.login.microsoftonline.com.evil.example",
        "login.microsoftonline.com.",
        "fabrikam.b2clogin.com.evil.example",
        "ciamlogin.com.evil.example",
    ] {
        let at = |path: &str| format!("https://{host}/{path}");
        for result in [
            Authority::parse(&at("common")),
            Authority::entra(&at("common")),
            Authority::openid(&at("")),
            Authority::b2c(&at("fabrikam.example/B2C_1_in")),
            Authority::external_id(&at("fabrikam.example")),
            Authority::adfs(&at("adfs")),
        ] {
            assert_eq!(problem(result), AuthorityProblem::Lookalike(host.to_owned()));
        }
    }
    assert_eq!(
        Authority::openid("https://mylogin.microsoftonline.com").unwrap().kind(),
        AuthorityKind::OpenId
    );
}

#[test]
fn letters_that_look_like_others_are_told_and_may_be_typed_as_what_they_are() {
    // The o is Cyrillic, the l is of full width, the last is hidden behind percent signs.
    for host in ["l\u{43e}gin.example", "\u{ff4c}ogin.example", "l%D0%BEgin.example"] {
        let refused = problem(Authority::openid(&format!("https://{host}")));
        let AuthorityProblem::HostNotAscii(really) = refused else { panic!("{host}: {refused:?}") };
        assert!(
            really.is_ascii() && really.ends_with("gin.example") || really.starts_with("xn--"),
            "{really}"
        );
        Authority::openid(&format!("https://{really}")).unwrap();
    }
}

#[test]
fn what_is_wrong_with_an_address_of_another_kind_is_said() {
    let b2c = |text: &str| problem(Authority::b2c(text));
    assert_eq!(
        b2c("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com"),
        AuthorityProblem::PolicyMissing
    );
    assert_eq!(
        b2c("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/signin"),
        AuthorityProblem::PolicyMissing
    );
    assert_eq!(b2c("https://fabrikam.b2clogin.com/fabrikam/B2C_1_in"), AuthorityProblem::TenantMalformed);
    assert_eq!(
        b2c("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_in/oauth2"),
        AuthorityProblem::PathNotExpected
    );
    assert!(matches!(
        b2c("https://login.microsoftonline.com/tfp/fabrikam.onmicrosoft.com/B2C_1_in"),
        AuthorityProblem::IsAnEntraHost(_)
    ));
    assert_eq!(
        problem(Authority::adfs("https://adfs.fabrikam.example/other")),
        AuthorityProblem::PathNotExpected
    );
    assert_eq!(problem(Authority::adfs("http://adfs.fabrikam.example/adfs")), AuthorityProblem::NotHttps);
    let consumers = Authority::external_id("https://login.fabrikam.example/consumers");
    assert_eq!(problem(consumers), AuthorityProblem::TenantMalformed);
}
