mod device_code;
mod interrupt;
mod paste;
mod picture;

use activity::{Entry, Fault, Outcome, What};
use connections::{ConnectionError, Surroundings, now, open_link, scopes};
use serde_json::json;
use settings::Provider;
use sign_in::{
    ClaimsChallenge, DeviceCodeRequest, InteractiveOutcome, InteractiveRequest, InteractiveSignIn,
    PublicClientApplication, RedirectUri, ResponseMode,
};
use token_cache::AccountId;

use self::interrupt::interruptible;
use super::{clock, token::application_of};
use crate::{
    accounts,
    arguments::{RequestArguments, Way},
    error::CommandError,
    output::{Output, note},
    printable::one_line,
    providers,
    session::Session,
    words::{say, words},
};

pub(crate) async fn run(
    session: &Session,
    output: Output,
    provider: Option<&str>,
    way: Way,
    request: RequestArguments,
) -> Result<(), CommandError> {
    let provider = providers::chosen(&session.settings.providers, provider)?;
    // Before the person is asked for anything: afterwards, the tokens would have nowhere to go.
    let request = interactive(provider, request)?;
    session.prepare().await?;
    let connections = session.connections();
    let client = connections.of(provider).await?.client;
    let account = match way {
        Way::DeviceCode(picture) => {
            let request = DeviceCodeRequest { scopes: request.scopes, claims: request.claims };
            device_code::sign_in(&client, output, request, picture).await
        }
        way => with_browser(&client, request, way).await,
    };
    clock::tell_if_wrong(&client);
    note_outcome(session, provider, way, &account).await;
    let account = account?;
    tell(session, output, account).await
}

/// Notes how it ended.
async fn note_outcome(
    session: &Session,
    provider: &Provider,
    way: Way,
    outcome: &Result<AccountId, CommandError>,
) {
    let what = if matches!(way, Way::DeviceCode(_)) { What::DeviceSignIn } else { What::SignIn };
    let entry = Entry {
        application: Some(application_of(provider)),
        scopes: scopes(provider),
        ..Entry::new(what, now())
    };
    session.note_entry(match outcome {
        Ok(account) => entry.about(&session.load().await.unwrap_or_default(), account),
        Err(CommandError::Cancelled) => Entry { outcome: Outcome::Cancelled, ..entry },
        Err(error) => {
            let fault = match error {
                CommandError::Connection(ConnectionError::SignIn(error)) => Fault::from(error),
                _ => Fault::System,
            };
            entry.failed(fault, error.provider_code())
        }
    });
}

/// What was asked for. A provider's own redirect URI counts where none is given.
fn interactive(provider: &Provider, arguments: RequestArguments) -> Result<InteractiveRequest, CommandError> {
    let mut request = InteractiveRequest::new(scopes(provider));
    if let Some(uri) = arguments.redirect_uri.as_ref().or(provider.redirect_uri.as_ref()) {
        request.redirect_uri = RedirectUri::parse(uri)?;
    }
    if arguments.form_post {
        request.response_mode = ResponseMode::FormPost;
    }
    request.prompt = arguments.prompt.into();
    request.login_hint = arguments.login_hint;
    request.domain_hint = arguments.domain_hint;
    request.extra_scopes_to_consent = arguments.extra_scope;
    request.claims = arguments.claims.as_deref().map(ClaimsChallenge::parse).transpose()?;
    Ok(request)
}

async fn with_browser(
    client: &PublicClientApplication,
    request: InteractiveRequest,
    way: Way,
) -> Result<AccountId, CommandError> {
    let begun = client.begin_interactive(request).await?;
    let pasted = begun.redirect_handle();
    let outcome = interruptible(begun.cancel_handle(), async {
        show_link(&begun, way);
        tokio::select! {
            outcome = begun.finish(|_| {}) => outcome,
            never = paste::accept(pasted) => never,
        }
    });
    match outcome.await? {
        InteractiveOutcome::SignedIn(account) => Ok(account),
        InteractiveOutcome::Cancelled => Err(CommandError::Cancelled),
    }
}

/// Shows the link, opens it unless that is left to the person, and says what to do where the browser cannot come
/// back.
fn show_link(begun: &InteractiveSignIn, way: Way) {
    let link = begun.authorization_url().clone();
    if way == Way::Link {
        note(&say!(link_to_open, link = link));
    } else {
        note(&say!(sign_in_link, link = link));
        // In the background: a launcher may take seconds, while the browser may already come back.
        tokio::task::spawn_blocking(move || {
            if !open_link(&link, &[]) {
                note(words().no_browser_opened);
            }
        });
    }
    hint(Surroundings::of_process());
}

fn hint(surroundings: Surroundings) {
    let words = words();
    let place = match surroundings {
        Surroundings::Desktop => None,
        Surroundings::Wsl => Some(words.in_wsl),
        Surroundings::Container => Some(words.in_container),
        Surroundings::Ssh => Some(words.over_ssh),
    };
    place.into_iter().for_each(note);
    if paste::is_possible() {
        note(words.paste_here);
    } else if place.is_some() {
        note(words.device_code_instead);
    }
}

/// The first account that signs in is the one in use.
async fn tell(session: &Session, output: Output, account: AccountId) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let is_in_use = session.current().is_some_and(|current| cache.account(&current).is_some());
    if !is_in_use {
        session.set_current(Some(account.clone()))?;
    }
    let username = accounts::username(&cache, &account);
    let answer = json!({
        "homeAccountId": account.home_account_id, "environment": account.environment, "username": username,
    });
    output.answer(&answer, |_| say!(signed_in, name = one_line(&username)) + "\n")
}
