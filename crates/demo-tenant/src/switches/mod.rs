mod controls;
mod endpoint;
mod fault;
mod flaw;
mod handle;

pub(crate) use controls::Controls;
pub use endpoint::Endpoint;
pub use fault::{Fault, Refusal};
pub use flaw::{IdTokenFlaw, RefreshTokenRule};
pub use handle::Switches;
