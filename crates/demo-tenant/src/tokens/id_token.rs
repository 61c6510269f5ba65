use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::Subject;
use crate::provider::Provider;
use crate::scopes::{OidcScope, Requested};
use crate::signing_key::SigningKey;
use crate::tenants::HARBOUR_PINE;
use crate::{DemoError, IdTokenFlaw, Product, random};

/// How long an ID token is good, in seconds, as in Entra.
const LIFETIME: i64 = 3_600;
const AN_HOUR: i64 = 3_600;

/// What an ID token is made for besides its subject.
pub(crate) struct Occasion<'a> {
    pub(crate) nonce: Option<&'a str>,
    /// The user flow of Azure AD B2C.
    pub(crate) policy: Option<&'a str>,
}

/// Makes an ID token with the claims of Entra's version 2.0 (see "ID token claims reference"), or a spoiled one if a
/// switch says so; `None` if a switch says that there is none.
pub(crate) fn id_token(
    provider: &Provider,
    subject: &Subject,
    requested: &Requested,
    occasion: &Occasion<'_>,
) -> Result<Option<String>, DemoError> {
    let mut claims = claims(provider, subject, requested, occasion.nonce)?;
    as_the_product_does(&mut claims, provider.product, subject, occasion.policy);
    let flaw = provider.controls.next_flaw();
    if let Some(flaw) = flaw {
        spoil(&mut claims, flaw, provider);
    }
    let claims = Value::from(claims);
    match flaw {
        Some(IdTokenFlaw::Missing) => Ok(None),
        Some(IdTokenFlaw::Unsigned) => Ok(Some(unsigned(&claims))),
        Some(IdTokenFlaw::UnknownKey) => SigningKey::generate()?.sign(&claims).map(Some),
        Some(IdTokenFlaw::Signature) => {
            provider.key.sign(&claims).map(|token| Some(with_another_signature(&token)))
        }
        _ => provider.key.sign(&claims).map(Some),
    }
}

fn claims(
    provider: &Provider,
    subject: &Subject,
    requested: &Requested,
    nonce: Option<&str>,
) -> Result<Map<String, Value>, DemoError> {
    let now = provider.clock.now();
    let person = subject.person;
    let mut claims = Map::new();
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    set("aud", subject.client.id.into());
    set("iss", provider.issuer(subject.tenant).into());
    set("iat", now.into());
    set("nbf", now.into());
    set("exp", (now + LIFETIME).into());
    if requested.asks(OidcScope::Email) {
        set("email", person.username.into());
    }
    if subject.is_guest() {
        set("idp", format!("https://{}/{}/", crate::ENVIRONMENT, person.tenant_id).into());
    }
    if requested.asks(OidcScope::Profile) {
        set("name", person.name.into());
    }
    if let Some(nonce) = nonce {
        set("nonce", nonce.into());
    }
    set("oid", subject.object_id.into());
    set("preferred_username", person.username.into());
    set("sid", subject.session.clone().into());
    set("sub", subject.pairwise(subject.client.id).into());
    set("tid", subject.tenant.into());
    set("uti", random::token(16)?.into());
    set("ver", "2.0".into());
    Ok(claims)
}

/// What the other products say instead (Microsoft docs, "Azure AD B2C: tokens overview", and "Customize claims to be
/// emitted in `id_token` when using OpenID Connect or OAuth with AD FS").
fn as_the_product_does(
    claims: &mut Map<String, Value>,
    product: Product,
    subject: &Subject,
    policy: Option<&str>,
) {
    let others: &[&str] = match product {
        Product::Entra | Product::ExternalId => return,
        Product::B2c => &["preferred_username", "tid", "email", "sid", "uti", "idp"],
        Product::Adfs => &["preferred_username", "tid", "oid", "uti", "ver", "name", "email", "idp"],
    };
    claims.retain(|name, _| !others.contains(&name.as_str()));
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    if product == Product::Adfs {
        set("upn", subject.person.username.into());
        set("unique_name", format!("LUMENWORKS\\{}", subject.person.id).into());
        return;
    }
    set("sub", subject.object_id.into());
    set("ver", "1.0".into());
    set("emails", json!([subject.person.username]));
    if let Some(policy) = policy {
        set("tfp", policy.into());
    }
}

fn spoil(claims: &mut Map<String, Value>, flaw: IdTokenFlaw, provider: &Provider) {
    let now = provider.clock.now();
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    match flaw {
        IdTokenFlaw::Nonce => drop(set("nonce", "a-nonce-of-somebody-else".into())),
        IdTokenFlaw::Audience => drop(set("aud", "00000000-1111-2222-3333-444444444444".into())),
        IdTokenFlaw::Issuer => drop(set("iss", "https://login.elsewhere.example/v2.0".into())),
        IdTokenFlaw::Tenant => drop(set("tid", HARBOUR_PINE.replace('c', "d").into())),
        IdTokenFlaw::Expired => {
            set("iat", (now - 2 * AN_HOUR).into());
            set("nbf", (now - 2 * AN_HOUR).into());
            set("exp", (now - AN_HOUR).into());
        }
        IdTokenFlaw::NotYetValid => {
            set("nbf", (now + AN_HOUR).into());
            set("exp", (now + 2 * AN_HOUR).into());
        }
        IdTokenFlaw::Signature | IdTokenFlaw::UnknownKey | IdTokenFlaw::Unsigned | IdTokenFlaw::Missing => {}
    }
}

fn unsigned(claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "none" }).to_string();
    format!("{}.{}.", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn with_another_signature(token: &str) -> String {
    let (message, signature) = token.rsplit_once('.').unwrap_or((token, ""));
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    bytes.reverse();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes))
}
