//! What the app does for itself, with nobody signed in.

use std::error::Error;

use sign_in::ClientCredentialsRequest;

use crate::{announce, provider::Provider, stores::Stores};

/// Gets a token of the app's own, twice: the second time it is in the cache.
pub(crate) async fn run(provider: &Provider, stores: &Stores) -> Result<(), Box<dyn Error>> {
    let application = provider.website.open(stores, "website")?;
    let mut request = ClientCredentialsRequest::new(vec!["https://graph.microsoft.com/.default".to_owned()]);
    request.tenant = Some(provider.tenant.clone());
    for _ in 0..2 {
        let token = application.acquire_token_for_client(&request).await?;
        announce(&format!(
            "A token of the app's own, from {:?}, until {}",
            token.source,
            token.expires_on.as_unix()
        ));
    }
    Ok(())
}
