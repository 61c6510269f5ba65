use settings::{Provider, ProviderKind};

/// The scopes that Graph's `/me` and most work apps need; see "Microsoft Graph permissions reference".
const GRAPH_SCOPES: [&str; 1] = ["User.Read"];
/// OpenID Connect Core 1.0, section 5.4.
const OPENID_SCOPES: [&str; 1] = ["email"];

/// The scopes to ask a provider for: the person's, or the usual ones.
pub fn scopes(provider: &Provider) -> Vec<String> {
    // Azure AD B2C gives no access token without the scope of an API; the client ID stands for the application's own
    // (Microsoft docs, "Request an access token in Azure Active Directory B2C").
    let own_api = [provider.client_id.as_str()];
    let usual: &[&str] = match provider.kind {
        ProviderKind::Demo | ProviderKind::Entra | ProviderKind::ExternalId => &GRAPH_SCOPES,
        ProviderKind::B2c => &own_api,
        ProviderKind::Adfs | ProviderKind::Oidc => &OPENID_SCOPES,
    };
    if provider.scopes.is_empty() {
        usual.iter().map(|scope| (*scope).to_owned()).collect()
    } else {
        provider.scopes.clone()
    }
}
