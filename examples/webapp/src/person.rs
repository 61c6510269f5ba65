//! Who is signed in, as far as the session knows.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use token_cache::AccountId;
use tower_sessions::Session;

use crate::failure::Failure;

const PERSON: &str = "person";

/// Somebody who is signed in. The account names the cache, so it comes from nowhere else than the session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Person {
    home_account_id: String,
    environment: String,
    pub(crate) username: String,
    /// What forms of this session have to send along, so that no other site can post them.
    pub(crate) form_token: String,
}

impl Person {
    pub(crate) fn new(account: AccountId, username: String, form_token: String) -> Self {
        let AccountId { home_account_id, environment } = account;
        Self { home_account_id, environment, username, form_token }
    }

    pub(crate) fn account(&self) -> AccountId {
        AccountId { home_account_id: self.home_account_id.clone(), environment: self.environment.clone() }
    }

    /// Whoever is signed in in this session.
    pub(crate) async fn of(session: &Session) -> Result<Option<Self>, Failure> {
        Ok(session.get(PERSON).await?)
    }

    /// Signs the person in under a new ID, so that whoever knew the old one is not signed in with it.
    pub(crate) async fn enter(&self, session: &Session) -> Result<(), Failure> {
        session.cycle_id().await?;
        Ok(session.insert(PERSON, self).await?)
    }
}

/// A page for people who are signed in sends all others to sign in.
impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        match Self::of(&session).await {
            Ok(Some(person)) => Ok(person),
            Ok(None) => Err(Redirect::to("/sign-in").into_response()),
            Err(failure) => Err(failure.into_response()),
        }
    }
}
