//! What a person sees in the browser. Server-rendered, without resources from elsewhere, and usable without scripts.

mod consent;
mod device;
mod error;
mod form_post;
mod html;
mod language;
mod layout;
mod picker;
mod signed_out;
mod username;
mod words;

pub(crate) use consent::consent;
pub(crate) use device::{DeviceEnding, TypedCode, device_code, device_ended};
pub(crate) use error::{Failure, error};
pub(crate) use form_post::form_post;
pub(crate) use language::Language;
pub(crate) use picker::{Picker, picker};
pub(crate) use signed_out::signed_out;
pub(crate) use username::{Complaint, username, which_account};
