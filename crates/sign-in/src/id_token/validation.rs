use aws_lc_rs::constant_time::verify_slices_are_equal;
use token_cache::Secret;

use super::IdTokenProblem;
use super::claims::Claims;
use super::header::SplitToken;
use super::keys::{KeyCache, KeySource};
use crate::provider::{Issuer, ProviderConfiguration, SigningKey};
use crate::{Authority, AuthorityKind, SignInError};

/// What an ID token has to fit.
pub(crate) struct Validation<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) provider: &'a ProviderConfiguration,
    pub(crate) keys: &'a KeyCache,
    pub(crate) source: KeySource<'a>,
}

/// Whether the token has to bear a nonce.
#[derive(Clone, Copy)]
pub(crate) enum Nonce<'a> {
    /// The one of this sign-in.
    Expected(&'a Secret),
    /// A renewal has none of its own (OpenID Connect Core 1.0, section 12.2), nor has a device code: no browser carries
    /// an answer that could be somebody else's.
    NotExpected,
}

impl Validation<'_> {
    /// Checks all of section 3.1.3.7.
    ///
    /// Fails with [`SignInError::IdTokenInvalid`], [`SignInError::ClockSkew`], or, where keys have to be asked
    /// for, as [`crate::provider::KeySet::fetch`] does.
    pub(crate) async fn check(&self, token: &Secret, nonce: Nonce<'_>) -> Result<(), SignInError> {
        let token = SplitToken::parse(token.expose()).map_err(SignInError::IdTokenInvalid)?;
        let found = self.keys.find(token.key_id.as_deref(), token.algorithm, &self.source).await?;
        let key = found.ok_or(SignInError::IdTokenInvalid(IdTokenProblem::UnknownKey))?;
        check_signature(&token, &key).map_err(SignInError::IdTokenInvalid)?;
        let claims = Claims(token.claims);
        self.check_claims(&claims, &key, nonce).map_err(SignInError::IdTokenInvalid)?;
        claims.check_times(self.source.clock.now()).map_err(|error| self.with_measured_skew(error))
    }

    /// The token came from there a moment ago, and with it what time it is there.
    fn with_measured_skew(&self, error: SignInError) -> SignInError {
        match error {
            SignInError::ClockSkew { claim, seconds, .. } => {
                let measured = self.source.http.clock_skew(&self.provider.token_endpoint);
                SignInError::ClockSkew { claim, seconds, measured }
            }
            error => error,
        }
    }

    fn check_claims(
        &self,
        claims: &Claims,
        key: &SigningKey,
        nonce: Nonce<'_>,
    ) -> Result<(), IdTokenProblem> {
        self.check_issuer(claims, key)?;
        claims.check_audience(self.client_id)?;
        check_nonce(claims, nonce)?;
        match claims.text("sub") {
            Some(subject) if !subject.is_empty() => Ok(()),
            _ => Err(IdTokenProblem::SubjectMissing),
        }
    }

    /// The provider's issuer, and the one that Entra reserves the key for (Microsoft docs, "Access tokens in
    /// the Microsoft identity platform", on the issuer of signing keys). A tenant or policy that the token names
    /// besides has to be the one of the issuer or authority: tokens of all policies have the same issuer.
    fn check_issuer(&self, claims: &Claims, key: &SigningKey) -> Result<(), IdTokenProblem> {
        let issuer = claims.text("iss").ok_or(IdTokenProblem::Issuer)?;
        let (authority, tenant) = (&self.provider.authority, claims.text("tid"));
        let own_issuer =
            key.issuer().filter(|_| authority.kind() != AuthorityKind::ExternalId).map(Issuer::new);
        let has_tenant = |tenant: &str| issuer.split('/').any(|part| part.eq_ignore_ascii_case(tenant));
        let fits = self.provider.issuer.accepts(issuer, tenant)
            && own_issuer.is_none_or(|own| own.accepts(issuer, tenant))
            && (!authority.speaks_entra() || tenant.is_none_or(has_tenant))
            && fits_policy(authority, claims);
        if fits { Ok(()) } else { Err(IdTokenProblem::Issuer) }
    }
}

/// B2C names the policy in `tfp` (Microsoft docs, "Azure AD B2C: tokens overview").
fn fits_policy(authority: &Authority, claims: &Claims) -> bool {
    match (authority.policy(), claims.text("tfp")) {
        (Some(policy), Some(named)) => policy.eq_ignore_ascii_case(named),
        _ => true,
    }
}

fn check_signature(token: &SplitToken<'_>, key: &SigningKey) -> Result<(), IdTokenProblem> {
    let key = key.decoding_key().ok_or(IdTokenProblem::UnknownKey)?;
    let message = token.message.as_bytes();
    match jsonwebtoken::crypto::verify(token.signature, message, &key, token.algorithm) {
        Ok(true) => Ok(()),
        _ => Err(IdTokenProblem::Signature),
    }
}

fn check_nonce(claims: &Claims, nonce: Nonce<'_>) -> Result<(), IdTokenProblem> {
    let Nonce::Expected(expected) = nonce else { return Ok(()) };
    let own = claims.text("nonce").unwrap_or_default().as_bytes();
    verify_slices_are_equal(own, expected.expose().as_bytes()).map_err(|_| IdTokenProblem::Nonce)
}
