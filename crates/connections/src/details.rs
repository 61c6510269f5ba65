use settings::{Provider, ProviderKind};
use sign_in::{ClientConfig, SignInError};
use url::Url;

use crate::authority::authority;

/// A provider as a person describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderDetails {
    /// Which of the ways in.
    pub kind: ProviderKind,
    /// A name for it; empty takes one from the authority.
    pub name: String,
    /// The application's client ID.
    pub client_id: String,
    /// The authority (Entra and its relatives) or issuer (OpenID Connect); empty for the demo tenant.
    pub authority: String,
    /// The scopes to ask for; empty takes the usual ones.
    pub scopes: Vec<String>,
}

impl ProviderDetails {
    /// The provider as it was, or a new one of that ID, with what was typed.
    pub fn apply(&self, before: Option<&Provider>, id: &str) -> Provider {
        let mut provider = before.cloned().unwrap_or_else(|| Provider::new(id, self.kind, ""));
        provider.kind = self.kind;
        self.client_id.trim().clone_into(&mut provider.client_id);
        self.authority.trim().clone_into(&mut provider.authority);
        let scopes = self.scopes.iter().map(|scope| scope.trim().to_owned());
        provider.scopes = scopes.filter(|scope| !scope.is_empty()).collect();
        let typed = self.name.trim();
        provider.name = if typed.is_empty() { usual_name(&provider) } else { typed.to_owned() };
        provider
    }
}

/// Fails where a provider cannot be right, with [`SignInError::AuthorityInvalid`],
/// [`SignInError::ClientIdInvalid`] or [`SignInError::ScopeInvalid`]. Asks nobody.
pub fn validate(provider: &Provider) -> Result<(), SignInError> {
    let Some(authority) = authority(provider)? else { return Ok(()) };
    ClientConfig::new(&provider.client_id, authority)?;
    sign_in::check_scopes(&provider.scopes)
}

fn usual_name(provider: &Provider) -> String {
    match provider.kind {
        ProviderKind::Demo => "Demo tenant".to_owned(),
        ProviderKind::Entra => "Microsoft Entra".to_owned(),
        ProviderKind::B2c => host(provider, "Azure AD B2C"),
        ProviderKind::ExternalId => host(provider, "Microsoft Entra External ID"),
        ProviderKind::Adfs => host(provider, "AD FS"),
        ProviderKind::Oidc => host(provider, "OpenID Connect"),
    }
}

/// The host of the authority, which names whose it is; else the product.
fn host(provider: &Provider, product: &str) -> String {
    let url = Url::parse(&provider.authority).ok();
    let host = url.and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| product.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: ProviderKind, client_id: &str, authority: &str, scope: &str) -> ProviderDetails {
        ProviderDetails {
            kind,
            name: "  ".into(),
            client_id: client_id.into(),
            authority: authority.into(),
            scopes: vec![scope.into(), String::new()],
        }
    }

    #[test]
    fn what_was_typed_is_trimmed_and_named() {
        let details = typed(ProviderKind::Oidc, " app-1 ", " https://id.example/realm ", " a ");
        let provider = details.apply(None, "p");
        assert_eq!((provider.name.as_str(), provider.client_id.as_str()), ("id.example", "app-1"));
        assert_eq!(provider.authority, "https://id.example/realm");
        assert_eq!(provider.scopes, ["a"]);
    }

    #[test]
    fn what_cannot_be_right_is_refused_without_asking_anybody() {
        let guid = "8c6c5a1e-0000-0000-0000-000000000001";
        let check = |kind, client_id: &str, authority: &str, scope: &str| {
            validate(&typed(kind, client_id, authority, scope).apply(None, "p"))
        };
        assert!(check(ProviderKind::Entra, guid, "organizations", "User.Read").is_ok());
        assert!(check(ProviderKind::Oidc, "app", "https://id.example", "a").is_ok());
        let flow = "https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_in";
        assert!(check(ProviderKind::B2c, guid, flow, "a").is_ok());
        assert!(check(ProviderKind::ExternalId, guid, "https://fabrikam.ciamlogin.com", "a").is_ok());
        assert!(check(ProviderKind::Adfs, "app", "https://adfs.example/adfs", "a").is_ok());
        let refused = check(ProviderKind::Entra, guid, flow, "a");
        assert!(matches!(refused, Err(SignInError::AuthorityInvalid { .. })), "{refused:?}");
        let refused = check(ProviderKind::Entra, "app", "organizations", "a");
        assert!(matches!(refused, Err(SignInError::ClientIdInvalid(_))), "{refused:?}");
        let refused = check(ProviderKind::Oidc, "app", "http://id.example", "a");
        assert!(matches!(refused, Err(SignInError::AuthorityInvalid { .. })), "{refused:?}");
        let refused = check(ProviderKind::Oidc, "app", "https://id.example", "a b");
        assert!(matches!(refused, Err(SignInError::ScopeInvalid(_))), "{refused:?}");
    }
}
