//! A sign-in as it goes on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountKey, ErrorView};

/// Where the person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SignInWay {
    /// In the browser of this computer.
    Browser,
    /// On any device, with a code that this window shows (RFC 8628).
    DeviceCode,
}

/// How the browser's answer comes back to this window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum WayBack {
    /// By a port of this computer.
    Port,
    /// The system hands it over, because of its scheme.
    Scheme,
    /// Its scheme could not be claimed on this computer: the person has to paste it.
    Pasting,
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SignInStage {
    /// Finding the provider's endpoints and, for another device, getting a code.
    Discovering,
    /// The browser has the page; the person is to sign in there.
    WaitingForBrowser,
    /// The code is shown; the person is to type it on another device.
    WaitingForDevice,
    /// The person is done; the tokens are being fetched and stored.
    Exchanging,
    /// Signed in.
    Done,
    /// Cancelled in the window.
    Cancelled,
    /// Ended with `error`.
    Failed,
}

/// A sign-in, as it goes on. Sent with every `sign-in` event.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SignInView {
    /// Names this sign-in in commands.
    pub id: u32,
    /// The provider's ID.
    pub provider_id: String,
    /// Where the person signs in.
    pub way: SignInWay,
    /// How far it is.
    pub stage: SignInStage,
    /// When the waiting ends.
    pub waits_until: Option<i64>,
    /// Whether the system's browser could be started; if not, the link is to be copied.
    pub browser_opened: bool,
    /// How its answer comes back.
    pub way_back: WayBack,
    /// What to do on the other device.
    pub device_code: Option<DeviceCodeView>,
    /// Why the provider gives no answer at the moment, while it is asked again and again.
    pub trouble: Option<ErrorView>,
    /// Who signed in, once done.
    pub account: Option<AccountKey>,
    /// What went wrong, once failed.
    pub error: Option<ErrorView>,
}

/// What a person needs on the other device (RFC 8628, section 3.3). None of it is a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DeviceCodeView {
    /// What to type, as the provider writes it.
    pub user_code: String,
    /// The page that asks for it.
    pub address: String,
    /// A picture of the address for the other device's camera; none where the address is too long for one.
    pub picture: Option<QrCodeView>,
    /// Whether the page of the picture has the code filled in.
    pub picture_has_code: bool,
}

/// A QR code, as a square to be drawn dark on light; the margin that cameras need is part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QrCodeView {
    /// How many units it is wide and high.
    pub size: usize,
    /// The dark modules, as the `d` of an SVG's path.
    pub path: String,
}
