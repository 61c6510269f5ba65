//! Sign-in and silent acquisition against Microsoft Entra and OpenID Connect providers.
//!
//! - [`Authority`]: who signs people in, from what a person may type.
//! - [`PublicClientApplication`]: an application at an authority, with a store for its tokens.
//!   - [`begin_interactive`](PublicClientApplication::begin_interactive) prepares a sign-in in the system's browser,
//!     [`InteractiveSignIn::finish`] waits for it: authorization code with PKCE on a loopback redirect (RFC 8252).
//!     [`InteractiveSignIn::redirect_handle`] takes the answer where the browser cannot bring it: pasted, or by a
//!     scheme of the application's own.
//!   - [`begin_device_code`](PublicClientApplication::begin_device_code) gets a code to be typed on any device,
//!     [`DeviceCodeSignIn::finish`] waits until somebody has signed in with it (RFC 8628).
//!   - [`acquire_token_silent`](PublicClientApplication::acquire_token_silent) gets a token without a person, and
//!     [`explain`](PublicClientApplication::explain) says why it would, or would not.
//!   - [`account_state`](PublicClientApplication::account_state) says whether it takes one.
//!   - [`browser_sign_out`](PublicClientApplication::browser_sign_out) makes the address that signs somebody out in
//!     the browser too.
//!   - [`ask_who_am_i`](PublicClientApplication::ask_who_am_i) asks an API who a token belongs to.
//! - [`ConfidentialClientApplication`]: an application that can keep a secret, with many stores: one for each user, for
//!   each assertion that an API acts on, and for its own tokens in each tenant. It proves itself by a
//!   [`ClientCredential`].
//!   - [`begin_web_sign_in`](ConfidentialClientApplication::begin_web_sign_in) and
//!     [`finish_web_sign_in`](ConfidentialClientApplication::finish_web_sign_in) sign a web app's users in.
//!   - [`acquire_token_for_client`](ConfidentialClientApplication::acquire_token_for_client) gets a token of its own.
//!   - [`acquire_token_on_behalf_of`](ConfidentialClientApplication::acquire_token_on_behalf_of) gets one to act for
//!     whoever called an API.
//! - [`Advice`]: what a person can do about a code of Entra.
//! - [`SignInError`]: why something failed. That somebody cancelled, or has to sign in again, is no error but an
//!   outcome: [`InteractiveOutcome`], [`DeviceCodeOutcome`], [`SilentOutcome`].
//!
//! Tokens go from the provider's answer into the store, and out of it only as a
//! [`Secret`](token_cache::Secret). Every call has time limits and a bounded answer; nothing follows a redirect.
//! There is no telemetry: providers are sent what the protocol needs, and the program's name and version.

mod address;
mod advice;
mod answer_problem;
mod authority;
mod browser_sign_out;
mod cancel;
mod claims;
mod client;
mod clock;
mod confidential;
mod credential;
mod device_code;
mod environment_names;
mod error;
mod http;
mod id_token;
mod instance_discovery;
mod interactive;
mod loopback;
mod provider;
mod redirect;
mod scopes;
mod sign_in_answer;
mod silent;
mod timer;
mod token;
mod who_am_i;

pub use advice::Advice;
pub use answer_problem::AnswerProblem;
pub use authority::{Authority, AuthorityKind, AuthorityProblem};
pub use browser_sign_out::BrowserSignOutRequest;
pub use cancel::CancelHandle;
pub use claims::{ClaimsChallenge, ClaimsProblem};
pub use client::{ClientConfig, PublicClientApplication};
pub use clock::Clock;
pub use confidential::{
    ClientCredentialsRequest, ConfidentialClientApplication, ConfidentialProblem, OnBehalfOfRequest,
    SavedSignIn, WebSignIn, WebSignInRequest,
};
pub use credential::{AssertionRequest, CertificateChain, ClientCertificate, ClientCredential};
pub use device_code::{
    DeviceCodeOutcome, DeviceCodeProgress, DeviceCodePrompt, DeviceCodeRequest, DeviceCodeSignIn, QrCode,
};
pub use error::{NetworkFailure, SignInError};
pub use http::{CaFileProblem, HttpClient, HttpOptions, ProxyChoice, TimeLimits};
pub use id_token::{IdTokenProblem, TokenTime};
pub use instance_discovery::InstanceDiscovery;
pub use interactive::{
    InteractiveOutcome, InteractiveProgress, InteractiveRequest, InteractiveSignIn, Prompt, ResponseMode,
};
pub use provider::{ConfigurationProblem, Refusal};
pub use redirect::{RedirectHandle, RedirectRefused, RedirectUri};
pub use scopes::check_scopes;
pub use silent::{
    AccessTokenObjection, AccountState, AcquiredToken, CacheUse, ClientFamily, Conclusion, EnvironmentMatch,
    ExplainedAccessToken, ExplainedRefreshToken, Explanation, ExplanationStep, InteractionReason,
    InteractionRequired, Refresh, RefreshTokenVerdict, RenewalAhead, SilentOutcome, SilentRequest,
    TokenSource,
};
pub use timer::Timer;
pub use who_am_i::{WhoAmI, WhoAmISource};
