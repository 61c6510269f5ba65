use std::error::Error;
use std::fmt;
use std::sync::Arc;

use token_cache::Secret;
use token_store::BoxFuture;
use url::Url;

use super::ClientCertificate;
use crate::{ConfidentialProblem, SignInError};

type Assertion = Result<Secret, Box<dyn Error + Send + Sync>>;
type Callback = Arc<dyn Fn(AssertionRequest) -> BoxFuture<'static, Assertion> + Send + Sync>;

/// What an application proves itself by. It is in no log, and its text is wiped.
#[derive(Clone)]
pub struct ClientCredential(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Secret(Secret),
    Certificate(Arc<ClientCertificate>),
    Assertion(Secret),
    Callback(Callback),
}

/// What an assertion is wanted for.
#[derive(Clone, Debug)]
pub struct AssertionRequest {
    /// The application.
    pub client_id: String,
    /// Whom it is for.
    pub token_endpoint: Url,
}

impl ClientCredential {
    /// A client secret: its value, not its ID. It is sent in the body of a request (`client_secret_post`), as all of
    /// Microsoft's providers take it.
    ///
    /// Fails with [`ConfidentialProblem::SecretMalformed`].
    pub fn secret(secret: Secret) -> Result<Self, SignInError> {
        // RFC 6749, appendix A.2.
        let is_one = |text: &str| !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
        if is_one(secret.expose()) {
            Ok(Self(Kind::Secret(secret)))
        } else {
            Err(ConfidentialProblem::SecretMalformed.into())
        }
    }

    /// A certificate that is registered: an assertion is signed with its key for each request.
    pub fn certificate(certificate: ClientCertificate) -> Self {
        Self(Kind::Certificate(Arc::new(certificate)))
    }

    /// An assertion that somebody else has signed; good until that ends.
    pub fn assertion(assertion: Secret) -> Self {
        Self(Kind::Assertion(assertion))
    }

    /// Asks for an assertion each time that one is needed, such as the token that Kubernetes puts into a file for
    /// workload identity (Microsoft docs, "Workload identity federation"). It may be awaited for long: nothing else
    /// waits for it but the request.
    pub fn assertion_from<F, A, E>(callback: F) -> Self
    where
        F: Fn(AssertionRequest) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self(Kind::Callback(Arc::new(move |request| {
            let asked = callback(request);
            Box::pin(async move { asked.await.map_err(Into::into) })
        })))
    }
}

/// Tells what kind it is.
impl fmt::Debug for ClientCredential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Secret(_) => "secret",
            Kind::Certificate(_) => "certificate",
            Kind::Assertion(_) => "assertion",
            Kind::Callback(_) => "callback",
        };
        formatter.debug_tuple("ClientCredential").field(&format_args!("{kind}")).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_was_copied_with_a_line_break_is_told() {
        for text in ["", "abc\n", "a\tb", "caf\u{e9}"] {
            assert!(ClientCredential::secret(Secret::new(text.to_owned())).is_err(), "{text:?}");
        }
        assert!(ClientCredential::secret(Secret::new("a~b c.8Q".to_owned())).is_ok());
    }

    #[test]
    fn no_credential_shows_its_text() {
        let secret = || Secret::new("hunter2".to_owned());
        let all = [
            ClientCredential::secret(secret()).unwrap(),
            ClientCredential::assertion(secret()),
            ClientCredential::assertion_from(move |_| std::future::ready(Ok::<_, SignInError>(secret()))),
        ];
        assert!(all.iter().all(|credential| !format!("{credential:?}").contains("hunter2")));
    }
}
