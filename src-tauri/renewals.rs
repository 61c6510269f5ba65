//! Getting tokens without a person.

use std::sync::atomic::Ordering;

use connections::Connection;
use sign_in::{SilentOutcome, SilentRequest};
use token_cache::AccountId;

use crate::{
    app::App,
    error::{Answer, internal},
    views::ErrorView,
};

impl App {
    /// Gets a token without a person, and shows what has become of the cache. It goes on when nobody waits for it any
    /// longer: the provider may have exchanged the refresh token for another, which must not be lost.
    pub(crate) async fn acquire(
        &self,
        connection: &Connection,
        account: &AccountId,
        scopes: Vec<String>,
    ) -> Answer<SilentOutcome> {
        let (app, connection, account) = (self.clone(), connection.clone(), account.clone());
        let acquiring =
            tauri::async_runtime::spawn(async move { app.renew(&connection, &account, scopes).await });
        acquiring.await.unwrap_or_else(|error| Err(internal(error)))
    }

    async fn renew(
        &self,
        connection: &Connection,
        account: &AccountId,
        scopes: Vec<String>,
    ) -> Answer<SilentOutcome> {
        self.renewals.fetch_add(1, Ordering::Relaxed);
        let request = SilentRequest::new(account.clone(), scopes.clone());
        let outcome = connection.client.acquire_token_silent(request).await;
        self.renewals.fetch_sub(1, Ordering::Relaxed);
        self.compare_clocks(&connection.client);
        let outcome = self.storage.noting(outcome.map_err(ErrorView::from));
        self.note_renewal(connection, account, scopes, &outcome);
        self.refresh().await;
        outcome
    }
}
