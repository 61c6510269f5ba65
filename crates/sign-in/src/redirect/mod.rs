//! How a sign-in's answer comes back (RFC 6749, section 4.1.2): where to, whether it may be believed, and the two
//! doors that it comes in by.

mod answer;
mod door;
mod handle;
mod refused;
mod uri;

pub(crate) use answer::{Answer, Expected, RedirectAnswer, Verified};
pub(crate) use door::Door;
pub use handle::RedirectHandle;
pub use refused::RedirectRefused;
pub use uri::RedirectUri;
pub(crate) use uri::{Loopback, LoopbackHost, Way};
