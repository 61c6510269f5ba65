use std::{error::Error, fmt, sync::Arc, time::Duration};

use thiserror::Error;
use token_store::BoxFuture;

use crate::ChangeListener;

/// Values under names, in a database that many nodes share. What is in a value is not its concern.
///
/// Every method fails with a [`ValueError`], and then nothing has changed, but after [`ValueError::Uncertain`].
pub trait ValueStore: Send + Sync {
    /// The value of that name; none where there is none, or its lifetime is over.
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>>;

    /// The revision of the value, without moving all of it.
    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>>;

    /// Replaces the value if it is still of the revision `expected` (none: if there is no value), at once and for all
    /// nodes (compare-and-swap). Without `new`, it is deleted. With a `lifetime` the value goes by itself after it, without
    /// one it stays; each swap sets it anew.
    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>>;

    /// Deletes the value whatever its revision; whether there was one.
    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>>;

    /// Names of values that begin with exactly `prefix`, about `limit` of them, after the page that `cursor` was in. A value that
    /// comes or goes meanwhile may be missed; each that stays is there, perhaps twice.
    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>>;

    /// Begins to listen to what other nodes change. Everybody who listens is told of everything. A store that is not told
    /// tells nobody, which is what this does by itself.
    fn listen(&self) -> ChangeListener {
        ChangeListener::deaf()
    }

    /// Whether whoever [listens](Self::listen) is told of whatever other nodes change at this moment. False while the
    /// connection that it comes over is down; when that is up again, they are told that any value may have been changed.
    fn hears_of_changes(&self) -> bool {
        false
    }
}

/// A store that several hold, `dyn` or not.
impl<S: ValueStore + ?Sized> ValueStore for Arc<S> {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        (**self).get(name)
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        (**self).revision(name)
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        (**self).swap(name, expected, new, lifetime)
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        (**self).delete(name)
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        (**self).names(prefix, cursor, limit)
    }

    fn listen(&self) -> ChangeListener {
        (**self).listen()
    }

    fn hears_of_changes(&self) -> bool {
        (**self).hears_of_changes()
    }
}

/// A value, and which one of all that have borne its name.
#[derive(Clone)]
pub struct Value {
    /// What is stored.
    pub bytes: Vec<u8>,
    /// Which write it is.
    pub revision: Revision,
}

/// Tells nothing of what is stored.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Value").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Which write of a value it is: equal only for the same one, or for the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revision(pub Vec<u8>);

/// What has become of a swap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// Done. The revision is that of the new value; none where it was deleted.
    Done(Option<Revision>),
    /// Somebody else was faster: the value is to be read again.
    Conflict,
}

/// Some names, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The names, with their prefix.
    pub names: Vec<String>,
    /// What to ask for the next page with; none after the last.
    pub cursor: Option<String>,
}

/// Why a database did not do what it was asked to. None tells an address, a password or a value.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ValueError {
    /// It does not answer, or not in time.
    #[error("the store does not answer; see whether it runs and can be reached")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It went away while it was changing a value: whether it did is not known.
    #[error("the store went away amid a change; what it holds now has to be read again")]
    Uncertain(#[source] Box<dyn Error + Send + Sync>),
    /// It answers, and refuses: the user, the password, or a permission.
    #[error("the store refuses the access; mend the user, the password, or the permissions")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// It is full, or the value is too large for it.
    #[error("the store has no room for the value; make room, or let values end sooner")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    /// It holds something else under that name, or failed in another way.
    #[error("the store failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}
