use std::{fmt, hint, sync::Arc};

use crate::wipe::Wiped;

/// The text of a token: redacted in `Debug`, and never serialized. Clones share it; it is wiped from memory when the last
/// of them is dropped.
#[derive(Clone, Default)]
pub struct Secret(Arc<Wiped>);

impl Secret {
    /// Takes over `text` without copying it.
    pub fn new(text: String) -> Self {
        Self(Arc::new(Wiped::new(text)))
    }

    /// The text itself. The caller answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Compares in a time that depends on the lengths alone.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = left.iter().zip(right).fold(0, |found, (a, b)| hint::black_box(found | (a ^ b)));
        left.len() == right.len() && difference == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_does_not_show_its_text() {
        assert_eq!(format!("{:?}", Secret::new("eyJ0".into())), "[secret]");
    }

    #[test]
    fn secrets_are_equal_when_their_texts_are() {
        let secret = |text: &str| Secret::new(text.into());
        assert_eq!(secret("abc"), secret("abc"));
        assert_ne!(secret("abc"), secret("abd"));
        assert_ne!(secret("abc"), secret("ab"));
        assert_ne!(secret(""), secret("a"));
    }
}
