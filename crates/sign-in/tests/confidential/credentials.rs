use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sign_in::{
    Advice, CertificateChain, ClientCertificate, ClientCredential, ClientCredentialsRequest,
    ConfidentialProblem, Refresh, SignInError, TokenSource,
};
use token_cache::Secret;

use crate::world::{LUMENWORKS, NOTEBOOK, REDIRECT, WEBSITE, World, for_graph, sign_in, silently, token};

const KEY: &str = include_str!("../certificates/key.pem");
const PKCS1: &str = include_str!("../certificates/key_pkcs1.pem");
const ENCRYPTED: &str = include_str!("../certificates/key_encrypted.pem");
const CERTIFICATE: &str = include_str!("../certificates/certificate.pem");
const OTHER: &str = include_str!("../certificates/other_certificate.pem");
const EC: [&str; 2] =
    [include_str!("../certificates/ec_key.pem"), include_str!("../certificates/ec_certificate.pem")];

fn from_pem(parts: &[&str]) -> Result<ClientCertificate, SignInError> {
    ClientCertificate::from_pem(parts.join("\n").as_bytes())
}

fn certificate() -> ClientCertificate {
    from_pem(&[KEY, CERTIFICATE]).unwrap()
}

fn problem(error: SignInError) -> ConfidentialProblem {
    match error {
        SignInError::Confidential(problem) => problem,
        other => panic!("{other:?}"),
    }
}

async fn world_with_certificate() -> World {
    let world = World::start().await;
    world.switches().register_certificate(world.client(WEBSITE).id, CERTIFICATE).unwrap();
    world
}

/// Every flow's request to the token endpoint proves the application.
async fn all_flows(world: &World, credential: ClientCredential) {
    let application = world.application(WEBSITE, credential, LUMENWORKS);
    let own = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(own.source, TokenSource::Provider);
    let account = sign_in(&application, "ada", "User.Read").await;
    assert_eq!(token(silently(&application, &account).await).source, TokenSource::Cache);
    world.pass(3600);
    assert_eq!(token(silently(&application, &account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_secret_proves_the_application() {
    let world = World::start().await;
    all_flows(&world, world.secret(WEBSITE)).await;
}

#[tokio::test]
async fn a_certificate_proves_the_application_with_and_without_its_chain_anew_for_each_request() {
    for sent in [CertificateChain::NotSent, CertificateChain::Sent] {
        let world = world_with_certificate().await;
        all_flows(&world, ClientCredential::certificate(certificate().with_chain(sent))).await;
    }
}

#[tokio::test]
async fn a_callback_is_asked_for_each_request_and_what_it_gives_is_sent_as_it_is() {
    let world = world_with_certificate().await;
    let seen = Arc::new(std::sync::Mutex::new(None));
    let (kept, asked) = (Arc::clone(&seen), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&asked);
    let endpoint = format!("{}{LUMENWORKS}/oauth2/v2.0/token", world.tenant.base_url());
    let client_id = world.client(WEBSITE).id;
    let for_website = endpoint.clone();
    let signed = |serial| assertion_of(client_id, &for_website, serial);
    let callback = ClientCredential::assertion_from(move |request| {
        assert_eq!((request.client_id.as_str(), request.token_endpoint.as_str()), (client_id, &*endpoint));
        counted.fetch_add(1, Ordering::SeqCst);
        let assertion = Secret::new(assertion_of(&request.client_id, request.token_endpoint.as_str(), 1));
        *kept.lock().unwrap() = Some(assertion.clone());
        std::future::ready(Ok::<_, std::io::Error>(assertion))
    });
    let application = world.application(WEBSITE, callback, LUMENWORKS);
    application.acquire_token_for_client(for_graph()).await.unwrap();
    application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1, "only what goes to the provider needs one");

    let used = seen.lock().unwrap().clone().unwrap();
    let application = world.application(NOTEBOOK, ClientCredential::assertion(used.clone()), LUMENWORKS);
    let error = application.acquire_token_for_client(for_graph()).await.unwrap_err();
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS700027"), "it is another application's");
    for (assertion, tenant, code) in [
        (used.clone(), LUMENWORKS, "AADSTS50027"),
        (used, "harbourpine.example", "AADSTS700023"),
        (Secret::new(with_other_claims(&signed(2), &signed(4))), LUMENWORKS, "AADSTS700027"),
    ] {
        let application = world.application(WEBSITE, ClientCredential::assertion(assertion), tenant);
        let forced = ClientCredentialsRequest { refresh: Refresh::Always, ..for_graph() };
        let error = application.acquire_token_for_client(forced).await.unwrap_err();
        assert_eq!(error.provider_code().as_deref(), Some(code));
    }
    let given = ClientCredential::assertion(Secret::new(signed(3)));
    let forced = ClientCredentialsRequest { refresh: Refresh::Always, ..for_graph() };
    let own = world.application(WEBSITE, given, LUMENWORKS).acquire_token_for_client(forced).await.unwrap();
    assert_eq!(own.source, TokenSource::Provider);
}

/// One assertion under the signature of another.
fn with_other_claims(assertion: &str, other: &str) -> String {
    let (message, _) = assertion.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    format!("{message}.{signature}")
}

/// One that the test signs for itself.
fn assertion_of(client_id: &str, audience: &str, serial: u32) -> String {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    let mut header = Header::new(Algorithm::PS256);
    header.x5t_s256 = Some(sha256_of_certificate());
    let claims = serde_json::json!({
        "aud": audience, "iss": client_id, "sub": client_id, "jti": format!("jti-{serial}"),
        "nbf": 1_800_000_000, "exp": 1_800_000_600,
    });
    encode(&header, &claims, &EncodingKey::from_rsa_pem(KEY.as_bytes()).unwrap()).unwrap()
}

fn sha256_of_certificate() -> String {
    use base64::Engine;
    let hex = certificate().thumbprint();
    let byte = |place: usize| u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len() / 2).map(byte).collect();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[tokio::test]
async fn a_callback_that_fails_is_named_as_the_source_and_nothing_is_asked() {
    let world = World::start().await;
    let callback = ClientCredential::assertion_from(|_| {
        std::future::ready(Err::<Secret, _>(std::io::Error::other("no token file")))
    });
    let application = world.application(WEBSITE, callback, LUMENWORKS);
    let error = problem(application.acquire_token_for_client(for_graph()).await.unwrap_err());
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "no token file");
    assert_eq!(world.switches().requests(demo_tenant::Endpoint::Token), 0);
}

#[tokio::test]
async fn what_the_provider_says_about_a_credential_comes_with_advice() {
    let world = world_with_certificate().await;
    let wrong = || ClientCredential::secret(Secret::new("the-id-of-the-secret".to_owned())).unwrap();
    let of_certificate = || ClientCredential::certificate(certificate());
    world.switches().forget_certificates(world.client(WEBSITE).id).unwrap();
    world.switches().expire_client_secrets();
    for (credential, code, advice) in [
        (wrong(), "AADSTS7000215", Advice::ClientSecretWrong),
        (world.secret(WEBSITE), "AADSTS7000222", Advice::ClientSecretExpired),
        (of_certificate(), "AADSTS700027", Advice::ClientCertificateUnknown),
    ] {
        let application = world.application(WEBSITE, credential, LUMENWORKS);
        let error = application.acquire_token_for_client(for_graph()).await.unwrap_err();
        assert!(matches!(error, SignInError::ProviderRefused(_)), "{error:?}");
        assert_eq!(error.provider_code().as_deref(), Some(code));
        assert_eq!(Advice::of(code), Some(advice));
        let told = format!("{error:?} {error} {application:?}");
        assert!(!told.contains("the-id-of") && !told.contains("the-secret-of"), "{told}");
        // A sign-in finds out when it exchanges its code.
        let request = sign_in::WebSignInRequest::new(vec!["User.Read".to_owned()], REDIRECT);
        let begun = application.begin_web_sign_in(&request).await.unwrap();
        let browser = crate::support::Browser::new();
        let answer = browser.answer(&begun.authorization_url, crate::support::Choice::Accept("ada")).await;
        let error = application.finish_web_sign_in(begun.saved, answer.query().unwrap()).await.unwrap_err();
        assert_eq!(error.provider_code().as_deref(), Some(code));
    }
}

#[test]
fn a_certificate_is_read_from_pem_in_any_order() {
    let thumbprint = certificate().thumbprint();
    for parts in [vec![CERTIFICATE, KEY], vec![PKCS1, CERTIFICATE], vec![OTHER, KEY, CERTIFICATE]] {
        assert_eq!(from_pem(&parts).unwrap().thumbprint(), thumbprint);
    }
    // openssl x509 -in certificate.pem -outform DER | sha256sum
    assert_eq!(thumbprint, include_str!("../certificates/thumbprint.txt").trim());
}

#[test]
fn what_is_wrong_with_a_certificate_is_told_and_its_key_is_not() {
    use ConfidentialProblem as P;
    let problem_of = |parts: &[&str]| problem(from_pem(parts).unwrap_err());
    assert!(matches!(problem_of(&[CERTIFICATE]), P::KeyMissing));
    assert!(matches!(problem_of(&[ENCRYPTED, CERTIFICATE]), P::KeyEncrypted));
    assert!(matches!(problem_of(&EC), P::KeyUnusable));
    assert!(matches!(problem_of(&[KEY]), P::CertificateMissing));
    assert!(matches!(problem_of(&[KEY, OTHER]), P::CertificateOfOtherKey));
    assert!(matches!(problem_of(&[""]), P::KeyMissing));
    let shown = format!("{:?} {:?}", certificate(), ClientCredential::certificate(certificate()));
    assert!(!shown.contains("key:"), "{shown}");
}

#[cfg(feature = "pfx")]
mod pfx {
    use super::*;

    fn open(pfx: &[u8], password: &str) -> Result<ClientCertificate, SignInError> {
        ClientCertificate::from_pfx(pfx, &Secret::new(password.to_owned()))
    }

    #[tokio::test]
    async fn a_pfx_file_of_today_and_one_of_old_hold_the_same_certificate() {
        for (pfx, password) in [
            (include_bytes!("../certificates/modern.pfx").as_slice(), "opens-it"),
            (include_bytes!("../certificates/legacy.pfx"), "opens-it"),
            (include_bytes!("../certificates/without_password.pfx"), ""),
        ] {
            let opened = open(pfx, password).unwrap();
            assert_eq!(opened.thumbprint(), certificate().thumbprint());
            let world = world_with_certificate().await;
            all_flows(&world, ClientCredential::certificate(opened)).await;
        }
    }

    #[test]
    fn a_wrong_password_and_a_damaged_file_are_told() {
        let pfx = include_bytes!("../certificates/modern.pfx");
        let mut damaged = pfx.to_vec();
        damaged[1000] ^= 1;
        for (pfx, password) in
            [(pfx.as_slice(), "wrong"), (&damaged, "opens-it"), (&pfx[..900], "opens-it"), (b"", "")]
        {
            let error = problem(open(pfx, password).unwrap_err());
            assert!(matches!(error, ConfidentialProblem::PfxUnreadable), "{error:?}");
        }
    }
}
