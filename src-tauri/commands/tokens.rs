//! Tokens of one account: shown, opened, got and used.

use activity::What;
use connections::Connection;
use sign_in::{SilentOutcome as Silent, SilentRequest, TokenSource};
use tauri::State;
use token_cache::{AccountId, Secret};
use zeroize::Zeroizing;

use crate::{
    app::App,
    error::{Answer, not_found},
    explanations, tokens as list,
    views::{
        AccountKey, ClaimView, ClaimsView, ErrorCode, ErrorView, ExplanationView, ProviderAdvice,
        SilentOutcome, SilentView, TokenView, WhoAmIView,
    },
};

#[tauri::command(async)]
pub(crate) fn tokens(app: State<'_, App>, account: AccountKey) -> Answer<Vec<TokenView>> {
    app.tokens_of(&account)
}

#[tauri::command(async)]
pub(crate) fn token_claims(app: State<'_, App>, account: AccountKey, token: String) -> Answer<ClaimsView> {
    Ok(list::claims(&secret(&app, account, &token)?))
}

/// The one way in which a token's text reaches the page.
#[tauri::command]
pub(crate) async fn reveal_token(
    app: State<'_, App>,
    account: AccountKey,
    token: String,
    attempt: u32,
) -> Answer<Zeroizing<String>> {
    app.attempts.wait_for(attempt, app.authenticate()).await?;
    let text = Zeroizing::new(secret(&app, account.clone(), &token)?.expose().to_owned());
    app.note_token(What::TokenShown, &account.into(), &token);
    Ok(text)
}

#[tauri::command]
pub(crate) async fn copy_token(
    app: State<'_, App>,
    account: AccountKey,
    token: String,
    attempt: u32,
) -> Answer<()> {
    app.attempts.wait_for(attempt, app.authenticate()).await?;
    let secret = secret(&app, account.clone(), &token)?;
    app.clipboard.copy_secret(secret)?;
    app.note_token(What::TokenCopied, &account.into(), &token);
    Ok(())
}

#[tauri::command]
pub(crate) async fn get_token(app: State<'_, App>, account: AccountKey, attempt: u32) -> Answer<SilentView> {
    let account = AccountId::from(account);
    let get = async {
        let (connection, scopes) = app.connection_of(&account).await?;
        app.acquire(&connection, &account, scopes).await.map(SilentView::from)
    };
    app.attempts.wait_for(attempt, get).await
}

/// Of no scopes, the usual ones are explained.
#[tauri::command]
pub(crate) async fn explain(
    app: State<'_, App>,
    account: AccountKey,
    scopes: Vec<String>,
) -> Answer<ExplanationView> {
    let account = AccountId::from(account);
    let (connection, usual) = app.connection_of(&account).await?;
    let scopes = if scopes.is_empty() { usual } else { scopes };
    let request = SilentRequest::new(account, scopes.clone());
    Ok(explanations::view(scopes, connection.client.explain(&request).await?))
}

#[tauri::command]
pub(crate) async fn who_am_i(app: State<'_, App>, account: AccountKey, attempt: u32) -> Answer<WhoAmIView> {
    app.attempts.wait_for(attempt, ask_who(&app, account.into())).await
}

async fn ask_who(app: &App, account: AccountId) -> Answer<WhoAmIView> {
    let (connection, scopes) = app.connection_of(&account).await?;
    match app.acquire(&connection, &account, scopes).await? {
        Silent::Token(token) => answer(&connection, &account, &token.access_token).await,
        Silent::InteractionRequired(reason) => Err(ErrorView {
            advice: ProviderAdvice::of(reason.provider_code().as_deref()),
            provider_code: reason.provider_code(),
            ..ErrorView::new(ErrorCode::SignInNeeded, "the account has to sign in again")
        }),
    }
}

async fn answer(connection: &Connection, account: &AccountId, token: &Secret) -> Answer<WhoAmIView> {
    let who = connection.client.ask_who_am_i(&connection.who_am_i, account, token).await?;
    let field = |(name, value)| ClaimView { name, value, time: None };
    Ok(WhoAmIView {
        url: who.url,
        display_name: who.display_name,
        username: who.username,
        fields: who.fields.into_iter().map(field).collect(),
    })
}

fn secret(app: &App, account: AccountKey, token: &str) -> Answer<Secret> {
    list::secret(&*app.storage.cache()?, &account.into(), token).ok_or_else(|| not_found("the token"))
}

impl From<Silent> for SilentView {
    fn from(outcome: Silent) -> Self {
        match outcome {
            Silent::Token(token) => Self {
                outcome: match token.source {
                    TokenSource::Cache => SilentOutcome::FromCache,
                    TokenSource::RefreshToken | TokenSource::Provider => SilentOutcome::Renewed,
                },
                scopes: token.scopes.to_vec(),
                expires_on: Some(token.expires_on.as_unix()),
                provider_code: None,
                advice: None,
            },
            Silent::InteractionRequired(reason) => Self {
                outcome: SilentOutcome::SignInNeeded,
                scopes: Vec::new(),
                expires_on: None,
                advice: ProviderAdvice::of(reason.provider_code().as_deref()),
                provider_code: reason.provider_code(),
            },
        }
    }
}

impl From<arboard::Error> for ErrorView {
    fn from(error: arboard::Error) -> Self {
        Self::new(ErrorCode::ClipboardUnavailable, error.to_string())
    }
}
