//! Signing in by a code that is typed in any browser, on any device.

use serde::Serialize;
use sign_in::{
    DeviceCodeOutcome, DeviceCodeProgress, DeviceCodePrompt, DeviceCodeRequest, PublicClientApplication,
};
use token_cache::AccountId;

use super::{interrupt::interruptible, picture};
use crate::{
    arguments::Picture,
    error::CommandError,
    output::{Output, note, write},
    words::{of_sign_in, say, words},
};

/// What a person or a script needs to go on, as one line of JSON. It has no secret: the device's own code stays here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    user_code: &'a str,
    verification_uri: &'a str,
    verification_uri_complete: Option<&'a str>,
    message: Option<&'a str>,
    /// Seconds since 1970.
    expires_on: i64,
    /// Seconds.
    interval: u64,
}

pub(super) async fn sign_in(
    client: &PublicClientApplication,
    output: Output,
    request: DeviceCodeRequest,
    picture: Picture,
) -> Result<AccountId, CommandError> {
    let begun = client.begin_device_code(request).await?;
    let outcome = interruptible(begun.cancel_handle(), async {
        show(begun.prompt(), output, picture)?;
        Ok::<_, CommandError>(begun.finish(tell).await?)
    });
    match outcome.await? {
        DeviceCodeOutcome::SignedIn(account) => Ok(account),
        DeviceCodeOutcome::Cancelled => Err(CommandError::Cancelled),
    }
}

fn show(prompt: &DeviceCodePrompt, output: Output, picture: Picture) -> Result<(), CommandError> {
    picture::show(prompt, picture);
    note(&message(prompt));
    if let Some(link) = &prompt.verification_uri_complete {
        note(&say!(code_in_link, link = link));
    }
    note(words().waiting_for_code);
    if output == Output::Text {
        return Ok(());
    }
    let line = serde_json::to_string(&Line::of(prompt)).map_err(std::io::Error::from)?;
    write(&(line + "\n"))
}

/// The provider's words if they say all that is needed, else ours.
fn message(prompt: &DeviceCodePrompt) -> String {
    let DeviceCodePrompt { user_code, verification_uri, message, .. } = prompt;
    let is_enough = |text: &&String| text.contains(user_code) && text.contains(verification_uri.as_str());
    message
        .as_ref()
        .filter(is_enough)
        .cloned()
        .unwrap_or_else(|| say!(code_to_type, page = verification_uri, code = user_code))
}

fn tell(progress: DeviceCodeProgress) {
    if let DeviceCodeProgress::Retrying { error, after } = progress {
        let told = say!(trying_again, reason = of_sign_in(&error), seconds = after.as_secs());
        note(&format!("tessera: {told}"));
    }
}

impl<'a> Line<'a> {
    fn of(prompt: &'a DeviceCodePrompt) -> Self {
        Self {
            user_code: &prompt.user_code,
            verification_uri: prompt.verification_uri.as_str(),
            verification_uri_complete: prompt.verification_uri_complete.as_ref().map(AsRef::as_ref),
            message: prompt.message.as_deref(),
            expires_on: prompt.expires_at.as_unix(),
            interval: prompt.interval.as_secs(),
        }
    }
}
