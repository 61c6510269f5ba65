use std::sync::Arc;

use token_cache::{Secret, Timestamp};
use url::Url;

use super::client_credential::Kind;
use super::{AssertionRequest, ClientCredential};
use crate::{AuthorityKind, ConfidentialProblem, SignInError};

/// RFC 7523, section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request for tokens says to prove the application: nothing for one that cannot.
#[derive(Default)]
pub(crate) struct Proof(Vec<(&'static str, Secret)>);

/// Who proves what to whom, and when.
pub(crate) struct Prover<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) token_endpoint: &'a Url,
    pub(crate) kind: AuthorityKind,
    pub(crate) now: Timestamp,
}

impl Proof {
    /// Names and values of parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.expose()))
    }
}

impl Prover<'_> {
    /// Fails with [`ConfidentialProblem::AssertionUnavailable`], or where the certificate's key cannot sign.
    pub(crate) async fn prove(&self, credential: &ClientCredential) -> Result<Proof, SignInError> {
        let assertion = match &credential.0 {
            Kind::Secret(secret) => return Ok(Proof(vec![("client_secret", secret.clone())])),
            Kind::Certificate(certificate) => certificate.assert(self)?,
            Kind::Assertion(assertion) => assertion.clone(),
            Kind::Callback(callback) => {
                let (client_id, token_endpoint) = (self.client_id.to_owned(), self.token_endpoint.clone());
                let asked = callback(AssertionRequest { client_id, token_endpoint }).await;
                asked.map_err(|error| ConfidentialProblem::AssertionUnavailable(Arc::from(error)))?
            }
        };
        let kind = Secret::new(JWT_BEARER.to_owned());
        Ok(Proof(vec![("client_assertion_type", kind), ("client_assertion", assertion)]))
    }
}
