//! Signing in on another device, with a code that this window shows.

use sign_in::{
    DeviceCodeOutcome, DeviceCodeProgress, DeviceCodePrompt, DeviceCodeRequest, PublicClientApplication,
    QrCode,
};
use token_cache::Timestamp;

use super::{Ended, Ticket};
use crate::{
    error::Answer,
    views::{DeviceCodeView, ErrorView, QrCodeView, SignInStage},
};

impl Ticket {
    /// Goes all the way, from discovery to the stored tokens, and tells each step but the last.
    pub(crate) async fn use_device_code(
        &self,
        client: &PublicClientApplication,
        request: DeviceCodeRequest,
    ) -> Answer<Ended> {
        let Some(begun) = self.unless_cancelled(client.begin_device_code(request)).await else {
            return Ok(Ended::Cancelled);
        };
        let begun = begun?;
        let cancel = begun.cancel_handle();
        self.show_code(begun.prompt());
        let ticket = self.clone();
        let finished = begun.finish(move |progress| ticket.tell_of_device(progress));
        match self.or_cancel(cancel, finished).await? {
            DeviceCodeOutcome::SignedIn(account) => Ok(Ended::SignedIn(account)),
            DeviceCodeOutcome::Cancelled => Ok(Ended::Cancelled),
        }
    }

    fn show_code(&self, prompt: &DeviceCodePrompt) {
        let link = prompt.verification_uri_complete.as_ref().unwrap_or(&prompt.verification_uri);
        self.update(|running| {
            running.view.stage = SignInStage::WaitingForDevice;
            running.view.waits_until = Some(Timestamp::as_unix(prompt.expires_at));
            running.view.device_code = Some(DeviceCodeView::from(prompt));
            running.link = Some(link.clone());
        });
    }

    fn tell_of_device(&self, progress: DeviceCodeProgress) {
        self.update(|running| match progress {
            DeviceCodeProgress::Retrying { error, .. } => {
                running.view.trouble = Some(ErrorView::from(error));
            }
            DeviceCodeProgress::Recovered => running.view.trouble = None,
            DeviceCodeProgress::Storing => running.view.stage = SignInStage::Exchanging,
        });
    }
}

impl From<&DeviceCodePrompt> for DeviceCodeView {
    fn from(prompt: &DeviceCodePrompt) -> Self {
        Self {
            user_code: prompt.user_code.clone(),
            address: prompt.verification_uri.to_string(),
            picture: prompt.qr_code().as_ref().map(QrCodeView::from),
            picture_has_code: prompt.verification_uri_complete.is_some(),
        }
    }
}

impl From<&QrCode> for QrCodeView {
    fn from(code: &QrCode) -> Self {
        Self { size: code.width() + 2 * code.quiet_zone(), path: code.svg_path() }
    }
}
