//! Who is signed in, as far as the session knows.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use token_cache::AccountId;
use tower_sessions::{Session, cookie::time::OffsetDateTime, session::Id};

use crate::failure::Failure;

const PERSON: &str = "person";

/// In seconds.
const STORED_EVERY: i64 = 600;

/// Somebody who is signed in. The account names the cache, so it comes from nowhere else than the session.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Person {
    home_account_id: String,
    environment: String,
    pub(crate) username: String,
    /// What tells this session's tokens from those of others. It stays when the session gets a new ID.
    pub(crate) tokens: String,
    /// When the session was last stored, in seconds since 1970.
    seen: i64,
    /// What forms of this session have to send along, so that no other site can post them.
    pub(crate) form_token: String,
}

impl Person {
    /// Somebody who has signed in, with the tokens of that session.
    pub(crate) fn new(account: AccountId, username: String, tokens: String) -> Self {
        let AccountId { home_account_id, environment } = account;
        Self { home_account_id, environment, username, tokens, seen: now(), form_token: unguessable() }
    }

    pub(crate) fn account(&self) -> AccountId {
        AccountId { home_account_id: self.home_account_id.clone(), environment: self.environment.clone() }
    }

    /// Whoever is signed in in this session. A session that is used is stored anew now and then, or it would end as if
    /// it were idle.
    pub(crate) async fn of(session: &Session) -> Result<Option<Self>, Failure> {
        let person: Option<Self> = session.get(PERSON).await?;
        let Some(mut person) = person else { return Ok(None) };
        if now().saturating_sub(person.seen) >= STORED_EVERY {
            person.seen = now();
            session.insert(PERSON, &person).await?;
        }
        Ok(Some(person))
    }

    /// Signs the person in under a new ID, so that whoever knew the old one is not signed in with it.
    pub(crate) async fn enter(&self, session: &Session) -> Result<(), Failure> {
        session.cycle_id().await?;
        Ok(session.insert(PERSON, self).await?)
    }
}

/// A text that nobody can guess: made as the ID of a session is.
pub(crate) fn unguessable() -> String {
    Id::default().to_string()
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
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
