//! The caches of users in a Redis that apps with MSAL share with us: each under a key of its own, as plain JSON.

mod at_once;
mod at_random;
mod one_key;
mod peer;
mod shop;
