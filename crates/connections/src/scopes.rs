use settings::{Provider, ProviderKind};

/// The scopes that Graph's `/me` and most work apps need; see "Microsoft Graph permissions reference".
const GRAPH_SCOPES: [&str; 1] = ["User.Read"];
/// OpenID Connect Core 1.0, section 5.4.
const OPENID_SCOPES: [&str; 1] = ["email"];

/// The scopes to ask a provider for: the person's, or the usual ones.
pub fn scopes(provider: &Provider) -> Vec<String> {
    let usual: &[&str] = match provider.kind {
        ProviderKind::Demo | ProviderKind::Entra => &GRAPH_SCOPES,
        ProviderKind::Oidc => &OPENID_SCOPES,
    };
    if provider.scopes.is_empty() {
        usual.iter().map(|scope| (*scope).to_owned()).collect()
    } else {
        provider.scopes.clone()
    }
}
