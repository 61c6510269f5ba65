//! The loopback redirect (RFC 8252, section 7.3): a web server for one answer.

mod answer;
mod browser;
mod connection;
mod language;
mod listener;
mod page;
mod ports;
mod request;
mod wording;

pub(crate) use answer::{Answer, Expected, RedirectAnswer};
pub(crate) use browser::WaitingBrowser;
pub(crate) use listener::RedirectListener;
pub(crate) use page::{Ending, Page};

#[cfg(test)]
mod tests;
