use std::sync::{Arc, Mutex, PoisonError};

use token_cache::TokenCache;

use crate::{StoreError, TokenStore};

/// What every store can do besides, `dyn` or not.
pub trait TokenStoreExt: TokenStore {
    /// Applies `change` as [`TokenStore::change`] does and answers what it returned when it ran last.
    ///
    /// Fails as [`TokenStore::change`] does.
    fn change_with<T, F>(&self, mut change: F) -> impl Future<Output = Result<T, StoreError>> + Send
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Send + 'static,
    {
        let answer = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&answer);
        let done = self.change(Box::new(move |cache| {
            let value = change(cache);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        }));
        async move {
            done.await?;
            let value = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
            value.ok_or(StoreError::NotApplied)
        }
    }
}

impl<S: TokenStore + ?Sized> TokenStoreExt for S {}
