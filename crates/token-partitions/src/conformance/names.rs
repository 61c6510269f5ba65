use std::collections::BTreeSet;

use super::{Nodes, put};
use crate::{Page, ValueStore};

async fn page(values: &dyn ValueStore, prefix: &str, cursor: Option<&str>, limit: usize) -> Page {
    values.names(prefix, cursor, limit).await.expect("the store answers")
}

/// All names of all pages, each once, and how many pages there were.
async fn all(values: &dyn ValueStore, prefix: &str, limit: usize) -> (BTreeSet<String>, usize) {
    let (mut names, mut pages, mut cursor) = (BTreeSet::new(), 0, None);
    loop {
        let page = page(values, prefix, cursor.as_deref(), limit).await;
        names.extend(page.names);
        pages += 1;
        assert!(pages < 10_000, "the pages come to an end");
        cursor = page.cursor;
        if cursor.is_none() {
            return (names, pages);
        }
    }
}

pub(super) async fn names_come_in_pages_and_none_is_left_out(Nodes { first, second, .. }: Nodes) {
    let wanted: BTreeSet<_> = (0..250).map(|number| format!("user:{number}")).collect();
    for name in &wanted {
        put(&*first, name, None, b"value").await;
    }
    put(&*first, "other:1", None, b"value").await;
    put(&*first, "user", None, b"value").await;
    let (found, pages) = all(&*second, "user:", 20).await;
    assert_eq!(found, wanted);
    assert!(pages > 1, "a page has about so many names as were asked for");
    assert_eq!(all(&*second, "", 100).await.0.len(), 252);
    assert!(all(&*second, "user:9999", 100).await.0.is_empty());
}

pub(super) async fn a_prefix_is_taken_literally(Nodes { first, .. }: Nodes) {
    let names = ["a*b", "axb", "a%b", "a_b", "a?b", "a[x]b", "a\\b", "A*b", "caf\u{e9}-1", "caf\u{e9}-2"];
    for name in names {
        put(&*first, name, None, b"value").await;
    }
    for prefix in ["a*", "a%", "a_", "a?", "a[x]", "a\\", "A", "caf\u{e9}-1"] {
        let wanted: BTreeSet<_> =
            names.iter().filter(|name| name.starts_with(prefix)).map(ToString::to_string).collect();
        assert_eq!(all(&*first, prefix, 100).await.0, wanted, "{prefix}");
    }
}

pub(super) async fn what_was_deleted_between_two_pages_harms_no_other(Nodes { first, second, .. }: Nodes) {
    for number in 0..100 {
        put(&*first, &format!("user:{number}"), None, b"value").await;
    }
    let begun = page(&*first, "user:", None, 10).await;
    for name in &begun.names {
        assert!(second.delete(name).await.expect("the store answers"));
    }
    let mut seen: BTreeSet<_> = begun.names.into_iter().collect();
    let mut cursor = begun.cursor;
    while let Some(next) = cursor {
        let page = page(&*first, "user:", Some(&next), 10).await;
        seen.extend(page.names);
        cursor = page.cursor;
    }
    assert_eq!(seen.len(), 100, "each that stays is there");
}
