use std::time::Duration;

use token_cache::Timestamp;
use url::Url;

/// What a person has to be shown (RFC 8628, section 3.3). None of it is a secret: it lets somebody sign this
/// computer in, and not the other way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCodePrompt {
    /// What the person types, as the provider writes it: in any browser, on any device.
    pub user_code: String,
    /// The page that asks for it.
    pub verification_uri: Url,
    /// The same page with the code filled in, where the provider offers that: for a link or a picture to scan.
    pub verification_uri_complete: Option<Url>,
    /// The provider's own words for all this, in its language; Entra has some.
    pub message: Option<String>,
    /// When the code ends.
    pub expires_at: Timestamp,
    /// How long to wait between two questions whether the person is done.
    pub interval: Duration,
}
