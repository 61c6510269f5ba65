use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Serialize};

/// As much of a token answer as the OAuth library has to see. The whole of it is read by the cache's own
/// [`token_cache::TokenResponse`], which knows Entra's additions, tolerates numbers as strings, and wipes.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct SeenAnswer {
    access_token: AccessToken,
}

impl TokenResponse for SeenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}
