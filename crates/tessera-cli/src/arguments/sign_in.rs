//! What `sign-in` may be given.

use clap::{Args, ValueEnum};
use sign_in::Prompt;

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct WayArguments {
    /// Show a code to type in any browser, on any device: for computers without a browser. Type no code that somebody
    /// else sent to you. With --json the first line has the code and the address, and what follows the account.
    #[arg(long)]
    device_code: bool,
    /// Do not open the browser, but only show its link. Where the browser cannot come back to this computer, the
    /// address that it ends on can be pasted into the terminal.
    #[arg(long, conflicts_with = "device_code")]
    no_browser: bool,
    /// Whether to show the page for the code as a picture to scan; auto where the terminal has room for it.
    #[arg(long, value_name = "WHEN", requires = "device_code", num_args = 0..=1, require_equals = true,
        default_value = "auto", default_missing_value = "always")]
    qr: Picture,
}

/// Where a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// In the browser of this computer.
    Browser,
    /// In a browser that the person opens.
    Link,
    /// In any browser, by a code.
    DeviceCode(Picture),
}

/// When a picture to scan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// At a terminal that has room for it.
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

impl From<WayArguments> for Way {
    fn from(WayArguments { device_code, no_browser, qr }: WayArguments) -> Self {
        match (device_code, no_browser) {
            (true, _) => Self::DeviceCode(qr),
            (false, true) => Self::Link,
            (false, false) => Self::Browser,
        }
    }
}

const IN_THE_BROWSER: &str = "What the sign-in in the browser asks for";

/// What a sign-in in the browser may be given besides.
#[derive(Debug, Args)]
#[command(next_help_heading = IN_THE_BROWSER)]
pub(crate) struct RequestArguments {
    /// The username to fill in.
    #[arg(long, value_name = "USERNAME", conflicts_with = "device_code")]
    pub(crate) login_hint: Option<String>,
    /// The organization's domain, to skip the question for it (Microsoft Entra).
    #[arg(long, value_name = "DOMAIN", conflicts_with = "device_code")]
    pub(crate) domain_hint: Option<String>,
    /// What the provider has to ask in any case.
    #[arg(long, value_name = "WHAT", default_value = "select-account")]
    pub(crate) prompt: PromptArgument,
    /// Scopes to consent to besides, of other APIs too: tokens for them then come in silence.
    #[arg(long, num_args = 1.., value_name = "SCOPE", conflicts_with = "device_code")]
    pub(crate) extra_scope: Vec<String>,
    /// Claims to ask for, as JSON, such as an API's claims challenge; with --device-code too.
    #[arg(long, value_name = "JSON")]
    pub(crate) claims: Option<String>,
    /// Have the answer come as a form, not in an address: the code is then in no history.
    #[arg(long, conflicts_with = "device_code")]
    pub(crate) form_post: bool,
    /// The redirect URI of the application's registration, where that is not `http://localhost` with any port. With a
    /// scheme of the application's own, the address that the browser ends on is to be pasted.
    #[arg(long, value_name = "URI", conflicts_with = "device_code")]
    pub(crate) redirect_uri: Option<String>,
}

/// What the provider has to ask in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PromptArgument {
    /// Whatever it finds necessary.
    WhenNeeded,
    /// Which account.
    SelectAccount,
    /// The password or whatever proves who it is.
    Login,
    /// The consent.
    Consent,
    /// To make a new account, where the provider lets people do so.
    Create,
}

impl From<PromptArgument> for Prompt {
    fn from(prompt: PromptArgument) -> Self {
        match prompt {
            PromptArgument::WhenNeeded => Self::WhenNeeded,
            PromptArgument::SelectAccount => Self::SelectAccount,
            PromptArgument::Login => Self::Login,
            PromptArgument::Consent => Self::Consent,
            PromptArgument::Create => Self::Create,
        }
    }
}
