use crate::{AccountId, RequestData, Timestamp, TokenResponse};

/// Tokens that a provider has just issued, and for what.
#[derive(Clone, Copy, Debug)]
pub struct TokenEvent<'a> {
    /// The application that they were issued to.
    pub client_id: &'a str,
    /// The host of the authority that was asked.
    pub environment: &'a str,
    /// The tenant that was asked: the first segment of the token endpoint's path.
    pub realm: &'a str,
    /// The scopes that were asked for; counts where the response does not say what was granted.
    pub requested_scopes: &'a [String],
    /// How they were obtained.
    pub grant: Grant<'a>,
    /// What sets the access token apart from others for the same scopes; nothing by default.
    pub request: RequestData<'a>,
    /// The provider's answer.
    pub response: &'a TokenResponse,
    /// Whether this is a sign-in.
    pub account: AccountHandling,
    /// When the answer came.
    pub now: Timestamp,
}

/// How tokens were obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant<'a> {
    /// RFC 6749, section 4.1.
    AuthorizationCode,
    /// RFC 8628.
    DeviceCode,
    /// RFC 6749, section 4.3.
    Password {
        /// Who was signed in: the account's name where the answer brings none.
        username: &'a str,
    },
    /// RFC 6749, section 4.4: the tokens are the application's own.
    ClientCredentials,
    /// RFC 7521: on behalf of a person whose token the application holds, or by the assertion that a federated
    /// provider gave for a person's password.
    Assertion {
        /// Who it is about, if that is known: the account's name where the answer brings none.
        username: Option<&'a str>,
    },
    /// Entra's `user_fic`: an application acts as a person by its own federated credential.
    UserFederatedIdentity {
        /// The person, if named so: the account's name where the answer brings none.
        username: Option<&'a str>,
    },
    /// RFC 6749, section 6. A new refresh token in the response replaces the text of the one that was used.
    RefreshToken {
        /// The key under which the refresh token that was used is stored. When it is no longer there, the
        /// account was signed out meanwhile, and nothing is stored.
        stored_key: &'a str,
    },
}

impl<'a> Grant<'a> {
    /// What the unified schema records as `account_source`, for the grants in which a person took part.
    pub(crate) const fn account_source(&self) -> Option<&'static str> {
        match self {
            Self::AuthorizationCode => Some("authorization_code"),
            Self::DeviceCode => Some("urn:ietf:params:oauth:grant-type:device_code"),
            Self::Password { .. } => Some("password"),
            Self::UserFederatedIdentity { .. } => Some("user_fic"),
            Self::ClientCredentials | Self::Assertion { .. } | Self::RefreshToken { .. } => None,
        }
    }

    /// The name that the request knew the person by.
    pub(crate) const fn username(&self) -> Option<&'a str> {
        match *self {
            Self::Password { username } => Some(username),
            Self::Assertion { username } | Self::UserFederatedIdentity { username } => username,
            Self::AuthorizationCode
            | Self::DeviceCode
            | Self::ClientCredentials
            | Self::RefreshToken { .. } => None,
        }
    }

    /// Whether the tokens are a person's, of whom the answer has to tell who it is.
    pub(crate) const fn signs_a_person_in(&self) -> bool {
        !matches!(self, Self::ClientCredentials | Self::RefreshToken { .. })
    }
}

/// What becomes of the Account entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountHandling {
    /// A person signed in: the account is listed from now on.
    Create,
    /// A renewal: it must not bring back an account that was signed out meanwhile.
    Keep,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The tokens are in the cache.
    Stored {
        /// Whose they are; none for the application's own.
        account: Option<AccountId>,
        /// The key under which the access token is stored, if there was one.
        access_token: Option<String>,
    },
    /// A person's tokens that do not say whose they are: nothing is stored, since what is nobody's would be
    /// found as the application's own. Ask for the scope `openid`.
    NamesNobody,
    /// The refresh token that was used is gone: the account was signed out while the provider was asked.
    SignedOutMeanwhile,
}
