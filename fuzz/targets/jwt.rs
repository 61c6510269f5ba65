//! Any text shown as a JWT.

#![no_main]

use libfuzzer_sys::fuzz_target;
use token_cache::{Secret, decode_jwt};

fuzz_target!(|text: &str| {
    if let Some(decoded) = decode_jwt(&Secret::new(text.to_owned())) {
        assert_eq!(text.split('.').count(), 3, "{decoded:?}");
    }
});
