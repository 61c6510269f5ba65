//! Signing in on another device by a code (RFC 8628), for computers without a browser.

mod authorization;
mod pace;
mod prompt;
mod qr_code;
mod request;
mod sign_in;

pub use prompt::DeviceCodePrompt;
pub use qr_code::QrCode;
pub use request::DeviceCodeRequest;
pub use sign_in::{DeviceCodeOutcome, DeviceCodeProgress, DeviceCodeSignIn};
