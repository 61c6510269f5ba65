//! The loopback redirect (RFC 8252, section 7.3): a web server for one answer.

mod browser;
mod connection;
mod language;
mod listener;
mod page;
mod ports;
mod request;
mod wording;

pub(crate) use browser::WaitingBrowser;
pub(crate) use connection::Awaited;
pub(crate) use listener::RedirectListener;
pub(crate) use page::{Ending, Page};
pub(crate) use ports::Ports;
pub(crate) use request::Target;

#[cfg(test)]
mod tests;
