//! Sessions of a web app beside its token caches: in the same database, sealed with the same keys, known to all nodes.
//!
//! [`Sessions`] is a store for the `tower-sessions` crate over any [`ValueStore`](token_partitions::ValueStore). A session
//! holds what the app knows of a browser, such as which account is signed in; the tokens themselves are in a
//! [partition](token_partitions::Partitions).
//!
//! - The ID, which the browser's cookie has, is stored nowhere: the value's name has its SHA-256. Whoever reads the database
//!   can enter no session.
//! - A session that was ended does not come back, although another request of the same browser was at work in it.
//! - Of two requests that change one session at once, what the later one saves stays.
//! - Where the store does not answer, a request fails, unless [memory goes on](Sessions::through_outages); nobody is signed out.

mod memory;
mod record;
mod sessions;

pub use sessions::Sessions;
