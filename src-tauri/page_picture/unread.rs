//! What a start knows of the page before it has read the cache, in a hash: with the cache's write it is all that the page is
//! made of, but for the time.

use std::path::Path;

use serde::Serialize;
use token_store::Version;

use super::{beside, marks};
use crate::{
    app::App,
    views::{AccountKey, LeftView, ProviderView},
};

/// The person's choices, as far as the page shows them at once.
#[derive(Serialize)]
struct Choices {
    providers: Vec<ProviderView>,
    current: Option<AccountKey>,
    language: Option<String>,
    left: Option<AccountKey>,
    opens_tokens: bool,
}

fn mark(version: Version, cache: &Path, choices: &Choices) -> String {
    marks::hash(&(version.generation(), version.write(), cache, choices))
}

impl App {
    /// The mark of a page over that write of the cache; nothing where it has something to tell besides.
    pub(super) fn unread_mark(&self, version: Version) -> Option<String> {
        let is_plain = self.providers.trouble().is_none() && self.notices.views().is_empty();
        let LeftView { account: left, part } = self.left.view();
        let choices = Choices {
            providers: self.providers.views(),
            current: self.providers.current(),
            language: self.providers.preferences().language,
            left,
            opens_tokens: beside::opens_tokens(part.as_deref()),
        };
        is_plain.then(|| mark(version, self.storage.path(), &choices))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::marks::tests::account, *};

    fn choices() -> Choices {
        let left = Some(account("Ada").key);
        Choices { providers: Vec::new(), current: None, language: None, left, opens_tokens: true }
    }

    #[test]
    fn another_write_or_choice_is_another_page() {
        let (path, version) = (Path::new("token-cache.sealed"), Version::new(7, [1; 32]));
        let marked = mark(version, path, &choices());
        assert_eq!(mark(version, path, &choices()), marked);
        for version in [Version::new(8, [1; 32]), Version::new(7, [2; 32])] {
            assert_ne!(mark(version, path, &choices()), marked);
        }
        assert_ne!(mark(version, Path::new("elsewhere"), &choices()), marked);
        let changes: [fn(&mut Choices); 4] = [
            |choices| choices.current = Some(account("Bo").key),
            |choices| choices.language = Some("it".into()),
            |choices| choices.left = None,
            |choices| choices.opens_tokens = false,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = choices();
            change(&mut other);
            assert_ne!(mark(version, path, &other), marked, "change {number}");
        }
    }
}
