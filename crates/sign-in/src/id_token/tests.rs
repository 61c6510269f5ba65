use std::sync::LazyLock;

use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use aws_lc_rs::{encoding::AsDer, encoding::Pkcs8V1Der, rsa};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use token_cache::{Secret, Timestamp};

use super::*;
use crate::provider::{Instance, KeySet, ProviderConfiguration};
use crate::{Authority, Clock, HttpClient, SignInError};

pub(super) const NOW: i64 = 1_800_000_000;
const TENANT: &str = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
const OTHER_TENANT: &str = "3b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
pub(super) const APPLICATION: &str = "app";

pub(super) struct Key {
    pub(super) public: Value,
    pub(super) signing: EncodingKey,
}

pub(super) static EC: LazyLock<Key> = LazyLock::new(|| {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let signing = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    Key { public: public(&signing, Algorithm::ES256, "ec"), signing }
});

static RSA: LazyLock<Key> = LazyLock::new(|| {
    let pair = rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    // The library wants PKCS#1, which is what PKCS#8 wraps after its header of 26 bytes.
    let signing = EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..]);
    let mut public = public(&signing, Algorithm::RS256, "rsa");
    public.as_object_mut().unwrap().remove("alg");
    Key { public, signing }
});

fn public(key: &EncodingKey, algorithm: Algorithm, key_id: &str) -> Value {
    let mut value = serde_json::to_value(Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap();
    value["kid"] = json!(key_id);
    value["use"] = json!("sig");
    value
}

pub(super) fn claims() -> Value {
    json!({
        "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "tid": TENANT, "aud": APPLICATION, "sub": "someone", "nonce": "right",
        "iat": NOW, "nbf": NOW, "exp": NOW + 3600,
    })
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

pub(super) fn signed(claims: &Value) -> String {
    signed_as(claims, Algorithm::ES256, Some("ec"), &EC.signing)
}

pub(super) fn signed_as(
    claims: &Value,
    algorithm: Algorithm,
    key_id: Option<&str>,
    key: &EncodingKey,
) -> String {
    let header = Header { kid: key_id.map(str::to_owned), ..Header::new(algorithm) };
    encode(&header, claims, key).unwrap()
}

fn with_header(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Of a token of the authority that this describes, issued by that issuer.
async fn check_at(authority: &Authority, issuer: &str, claims: &Value) -> Result<(), SignInError> {
    let description = json!({
        "issuer": issuer, "authorization_endpoint": "https://id.example/a", "token_endpoint": "https://id.example/t",
        "jwks_uri": "https://id.example/k",
    });
    let instance = Instance::of(authority);
    let provider =
        ProviderConfiguration::parse(description.to_string().as_bytes(), authority, &instance).unwrap();
    check_by(&provider, signed(claims), vec![EC.public.clone()], Nonce::NotExpected).await
}

#[tokio::test]
async fn a_tenant_that_the_token_names_is_that_of_its_issuer() {
    let authority = Authority::parse(TENANT).unwrap();
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    check_at(&authority, &issuer, &claims()).await.unwrap();
    let result = check_at(&authority, &issuer, &changed("tid", json!(OTHER_TENANT))).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::Issuer))), "{result:?}");
}

#[tokio::test]
async fn a_policy_that_the_token_names_is_that_of_the_authority() {
    let authority = Authority::b2c(&format!("https://fabrikam.b2clogin.com/{TENANT}/B2C_1_In")).unwrap();
    let issuer = format!("https://fabrikam.b2clogin.com/{TENANT}/v2.0/");
    let token = |policy: &str| {
        let mut claims = changed("tfp", json!(policy));
        claims["iss"] = json!(issuer);
        claims.as_object_mut().unwrap().remove("tid");
        claims
    };
    check_at(&authority, &issuer, &token("b2c_1_in")).await.unwrap();
    let result = check_at(&authority, &issuer, &token("b2c_1_edit")).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::Issuer))), "{result:?}");
}

pub(super) fn provider() -> ProviderConfiguration {
    let host = "https://login.microsoftonline.com";
    let description = json!({
        "issuer": format!("{host}/{{tenantid}}/v2.0"),
        "authorization_endpoint": format!("{host}/common/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{host}/common/oauth2/v2.0/token"),
        "jwks_uri": format!("{host}/common/discovery/v2.0/keys"),
    });
    let authority = Authority::parse("common").unwrap();
    ProviderConfiguration::parse(description.to_string().as_bytes(), &authority, &Instance::of(&authority))
        .unwrap()
}

async fn check_with(token: String, keys: Vec<Value>, nonce: Nonce<'_>) -> Result<(), SignInError> {
    check_by(&provider(), token, keys, nonce).await
}

async fn check_by(
    provider: &ProviderConfiguration,
    token: String,
    keys: Vec<Value>,
    nonce: Nonce<'_>,
) -> Result<(), SignInError> {
    let http = HttpClient::new().unwrap();
    let clock = Clock::new(|| Timestamp::from_unix(NOW));
    // Fetched just now, so that an unknown key is not asked for over the network.
    let keys = KeyCache::holding(KeySet::from_values(keys), clock.now());
    let source = KeySource { url: &provider.keys_address, http: &http, clock: &clock };
    let validation = Validation { client_id: APPLICATION, provider, keys: &keys, source };
    validation.check(&Secret::new(token), nonce).await
}

async fn check(token: String) -> Result<(), SignInError> {
    let nonce = Secret::new("right".into());
    check_with(token, vec![EC.public.clone(), RSA.public.clone()], Nonce::Expected(&nonce)).await
}

async fn problem(token: String) -> IdTokenProblem {
    match check(token).await {
        Err(SignInError::IdTokenInvalid(problem)) => problem,
        other => panic!("expected an invalid ID token, got {other:?}"),
    }
}

async fn skewed(claims: Value) -> TokenTime {
    match check(signed(&claims)).await {
        Err(SignInError::ClockSkew { claim, .. }) => claim,
        other => panic!("expected a skewed clock, got {other:?}"),
    }
}

#[tokio::test]
async fn a_token_of_the_provider_for_this_sign_in_is_believed() {
    check(signed(&claims())).await.unwrap();
}

#[tokio::test]
async fn rsa_signatures_of_both_paddings_are_believed() {
    for algorithm in [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384] {
        check(signed_as(&claims(), algorithm, Some("rsa"), &RSA.signing)).await.unwrap();
    }
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    for name in ["none", "None", "NONE", ""] {
        let token = with_header(&json!({"alg": name, "kid": "ec"}), &claims(), "");
        assert_eq!(problem(token).await, IdTokenProblem::Algorithm, "{name}");
    }
    let token = with_header(&json!({"kid": "ec"}), &claims(), "");
    assert_eq!(problem(token).await, IdTokenProblem::Algorithm);
}

#[tokio::test]
async fn a_public_key_is_not_taken_for_the_secret_of_an_hmac() {
    let written = RSA.public["n"].as_str().unwrap();
    let modulus = URL_SAFE_NO_PAD.decode(written).unwrap();
    let whole = RSA.public.to_string();
    for secret in [modulus.as_slice(), written.as_bytes(), whole.as_bytes(), b""] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let token = signed_as(&claims(), algorithm, Some("rsa"), &EncodingKey::from_secret(secret));
            assert_eq!(problem(token).await, IdTokenProblem::Algorithm, "{algorithm:?}");
        }
    }
}

#[tokio::test]
async fn a_symmetric_key_among_the_published_is_of_no_use() {
    let secret = EncodingKey::from_secret(b"secret");
    let token = signed_as(&claims(), Algorithm::HS256, Some("oct"), &secret);
    let published = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "oct", "alg": "HS256"});
    let result = check_with(token, vec![published], Nonce::NotExpected).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::Algorithm))));
}

#[tokio::test]
async fn a_key_serves_only_for_its_own_kind_of_algorithm() {
    let token = signed_as(&claims(), Algorithm::ES256, Some("rsa"), &EC.signing);
    assert_eq!(problem(token).await, IdTokenProblem::UnknownKey);
    let mut encryption = EC.public.clone();
    encryption["use"] = json!("enc");
    let result = check_with(signed(&claims()), vec![encryption], Nonce::NotExpected).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::UnknownKey))));
}

#[tokio::test]
async fn a_wrong_signature_is_refused() {
    let token = signed(&claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[10] ^= 1;
    let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes));
    assert_eq!(problem(forged).await, IdTokenProblem::Signature);
}

#[tokio::test]
async fn changed_claims_do_not_fit_the_signature() {
    let token = signed(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let other = URL_SAFE_NO_PAD.encode(changed("sub", json!("somebody else")).to_string());
    assert_eq!(problem(format!("{}.{other}.{}", parts[0], parts[2])).await, IdTokenProblem::Signature);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let token = signed_as(&claims(), Algorithm::ES256, Some("unheard of"), &EC.signing);
    assert_eq!(problem(token).await, IdTokenProblem::UnknownKey);
}

#[tokio::test]
async fn without_a_key_id_the_only_fitting_key_serves() {
    check(signed_as(&claims(), Algorithm::ES256, None, &EC.signing)).await.unwrap();
    let twice = vec![EC.public.clone(), EC.public.clone()];
    let token = signed_as(&claims(), Algorithm::ES256, None, &EC.signing);
    let result = check_with(token, twice, Nonce::NotExpected).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::UnknownKey))));
}

#[tokio::test]
async fn the_issuer_is_the_template_filled_by_the_tokens_tenant() {
    assert_eq!(problem(signed(&changed("tid", json!(OTHER_TENANT)))).await, IdTokenProblem::Issuer);
    assert_eq!(problem(signed(&changed("iss", json!("https://evil.example")))).await, IdTokenProblem::Issuer);
    assert_eq!(problem(signed(&without("tid"))).await, IdTokenProblem::Issuer);
    assert_eq!(problem(signed(&without("iss"))).await, IdTokenProblem::Issuer);
}

#[tokio::test]
async fn a_key_reserved_for_another_tenant_is_refused() {
    let mut reserved = EC.public.clone();
    reserved["issuer"] = json!(format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"));
    let result = check_with(signed(&claims()), vec![reserved.clone()], Nonce::NotExpected).await;
    assert!(matches!(result, Err(SignInError::IdTokenInvalid(IdTokenProblem::Issuer))));
    reserved["issuer"] = json!("https://login.microsoftonline.com/{tenantid}/v2.0");
    check_with(signed(&claims()), vec![reserved], Nonce::NotExpected).await.unwrap();
}

#[tokio::test]
async fn the_audience_is_this_application() {
    for audience in [json!("other"), json!(["other"]), json!([]), Value::Null, json!(["app", "other"])] {
        let token = signed(&changed("aud", audience.clone()));
        assert_eq!(problem(token).await, IdTokenProblem::Audience, "{audience}");
    }
    check(signed(&changed("aud", json!(["app"])))).await.unwrap();
    assert_eq!(problem(signed(&changed("azp", json!("other")))).await, IdTokenProblem::Audience);
    let mut both = changed("aud", json!(["app", "other"]));
    both["azp"] = json!("app");
    check(signed(&both)).await.unwrap();
}

#[tokio::test]
async fn the_nonce_is_the_one_of_this_sign_in() {
    for claims in [changed("nonce", json!("wrong")), changed("nonce", json!(1)), without("nonce")] {
        assert_eq!(problem(signed(&claims)).await, IdTokenProblem::Nonce);
    }
}

#[tokio::test]
async fn a_renewal_needs_no_nonce() {
    let keys = vec![EC.public.clone()];
    check_with(signed(&without("nonce")), keys, Nonce::NotExpected).await.unwrap();
}

#[tokio::test]
async fn times_are_compared_with_five_minutes_of_tolerance() {
    check(signed(&changed("exp", json!(NOW - 300)))).await.unwrap();
    check(signed(&changed("nbf", json!(NOW + 300)))).await.unwrap();
    check(signed(&changed("iat", json!(NOW + 300)))).await.unwrap();
    assert_eq!(skewed(changed("exp", json!(NOW - 301))).await, TokenTime::Expiry);
    assert_eq!(skewed(changed("nbf", json!(NOW + 301))).await, TokenTime::NotBefore);
    assert_eq!(skewed(changed("iat", json!(NOW + 301))).await, TokenTime::IssuedAt);
}

#[tokio::test]
async fn extreme_times_do_not_overflow() {
    assert_eq!(skewed(changed("exp", json!(i64::MIN))).await, TokenTime::Expiry);
    assert_eq!(skewed(changed("nbf", json!(u64::MAX))).await, TokenTime::NotBefore);
    check(signed(&changed("exp", json!(1e300)))).await.unwrap();
}

#[tokio::test]
async fn times_that_have_to_be_there_are_missed() {
    assert_eq!(problem(signed(&without("exp"))).await, IdTokenProblem::TimeMissing(TokenTime::Expiry));
    assert_eq!(problem(signed(&without("iat"))).await, IdTokenProblem::TimeMissing(TokenTime::IssuedAt));
    check(signed(&without("nbf"))).await.unwrap();
    assert_eq!(problem(signed(&changed("exp", json!("soon")))).await, IdTokenProblem::Malformed);
}

#[tokio::test]
async fn a_token_names_somebody() {
    assert_eq!(problem(signed(&without("sub"))).await, IdTokenProblem::SubjectMissing);
    assert_eq!(problem(signed(&changed("sub", json!("")))).await, IdTokenProblem::SubjectMissing);
}

#[tokio::test]
async fn what_is_no_signed_token_is_refused() {
    for token in ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "e30.e30."] {
        let problem = problem(token.to_owned()).await;
        assert!(matches!(problem, IdTokenProblem::Malformed | IdTokenProblem::Algorithm), "{token}");
    }
    let critical = with_header(&json!({"alg": "ES256", "kid": "ec", "crit": ["x"], "x": 1}), &claims(), "AA");
    assert_eq!(problem(critical).await, IdTokenProblem::Malformed);
}
