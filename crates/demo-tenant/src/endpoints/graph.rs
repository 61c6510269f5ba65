use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::bearer::{Caller, Refused, refuse};
use crate::provider::Provider;
use crate::tokens::{Subject, pairwise};
use crate::{Product, png};

const READS_PROFILE: [&str; 3] = ["User.Read", "User.ReadBasic.All", "profile"];

/// Who the access token is about; see "Get a user" in the reference of Microsoft Graph 1.0.
pub(super) async fn me(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    answer(&provider, &headers, |caller| Ok(Json(user(&provider, caller)).into_response()))
}

/// The person's picture; see "Get profilePhoto".
pub(super) async fn photo(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    answer(&provider, &headers, |caller| match caller.person.picture {
        Some(colour) => Ok(([(header::CONTENT_TYPE, "image/png")], png::silhouette(colour)).into_response()),
        None => Err(Refused::NoPicture),
    })
}

/// The claims that OpenID Connect Core 1.0, section 5.3 describes.
pub(super) async fn user_info(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let caller = match Caller::identify(&provider, &headers) {
        Ok(caller) => caller,
        Err(refused) => return refuse(&provider, &refused),
    };
    let (person, claims) = (caller.person, &caller.claims);
    let subject = pairwise(&claims.tid, &claims.oid, &claims.appid);
    if provider.product == Product::Adfs {
        return Json(json!({ "sub": subject })).into_response();
    }
    Json(json!({
        // As in the ID token of the application that asks (OpenID Connect Core 1.0, section 5.3.2).
        "sub": subject,
        "name": person.name,
        "family_name": person.surname,
        "given_name": person.given_name,
        "picture": format!("{}/v1.0/me/photo/$value", provider.base),
        "email": person.username,
    }))
    .into_response()
}

fn answer(
    provider: &Provider,
    headers: &HeaderMap,
    respond: impl FnOnce(&Caller) -> Result<Response, Refused>,
) -> Response {
    let answered = Caller::identify(provider, headers).and_then(|caller| {
        caller.require(&READS_PROFILE)?;
        respond(&caller)
    });
    answered.unwrap_or_else(|refused| refuse(provider, &refused))
}

fn user(provider: &Provider, caller: &Caller) -> Value {
    let person = caller.person;
    let client = crate::clients::Client::find(&caller.claims.appid).unwrap_or(&crate::clients::CLIENTS[0]);
    let subject = Subject::new(person, caller.tenant.id, client, String::new());
    let principal = subject.map_or_else(|| person.username.to_owned(), |subject| subject.principal_name());
    let job = (!person.job_title.is_empty()).then_some(person.job_title);
    json!({
        "@odata.context": format!("{}/v1.0/$metadata#users/$entity", provider.base),
        "businessPhones": [],
        "displayName": person.name,
        "givenName": person.given_name,
        "jobTitle": job,
        "mail": person.username,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "surname": person.surname,
        "userPrincipalName": principal,
        "id": caller.claims.oid,
    })
}
