use settings::{Provider, ProviderKind};
use sign_in::{Authority, SignInError};

/// The authority of a provider; none for the demo tenant, whose address is known once it runs.
///
/// Fails with [`SignInError::AuthorityInvalid`].
pub(crate) fn authority(provider: &Provider) -> Result<Option<Authority>, SignInError> {
    let text = &provider.authority;
    match provider.kind {
        ProviderKind::Demo => Ok(None),
        ProviderKind::Entra => Authority::entra(text).map(Some),
        ProviderKind::B2c => Authority::b2c(text).map(Some),
        ProviderKind::ExternalId => Authority::external_id(text).map(Some),
        ProviderKind::Adfs => Authority::adfs(text).map(Some),
        ProviderKind::Oidc => Authority::openid(text).map(Some),
    }
}
