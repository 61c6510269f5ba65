use std::hash::{DefaultHasher, Hash, Hasher};

use redis::{FromRedisValue, Value};
use token_partitions::{Page, ValueError};

use crate::{
    fault::{Command, RedisFault},
    network::{Network, To},
    slots::Slots,
};

/// The most keys that Redis looks at in one go, during which it serves nobody else.
const MOST_LOOKED_AT: usize = 10_000;

/// Where a page ends: at which primary, of how many that had which slots, and where in its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cursor {
    slots: u64,
    primary: usize,
    scan: u64,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let slots = u64::from_str_radix(parts.next()?, 16).ok()?;
        let (primary, scan) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(Self { slots, primary, scan })
    }

    fn write(self) -> String {
        format!("{:x}-{}-{}", self.slots, self.primary, self.scan)
    }

    /// Goes on after what a primary answered; none when the last has told all.
    fn after(self, scan: u64, primaries: usize) -> Option<Self> {
        match scan {
            0 if self.primary + 1 == primaries => None,
            0 => Some(Self { primary: self.primary + 1, scan: 0, ..self }),
            scan => Some(Self { scan, ..self }),
        }
    }
}

/// The next page of the names that begin with `prefix`.
pub(crate) async fn page(
    network: &Network,
    prefix: &str,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page, ValueError> {
    let slots = network.slots_now().await?;
    let mut at = begin(cursor, &slots)?;
    let primaries = slots.primaries();
    let (mut names, mut looked_at) = (Vec::new(), limit.clamp(10, MOST_LOOKED_AT));
    loop {
        let Some(primary) = primaries.get(at.primary) else {
            return Err(failed("not a cursor of this store"));
        };
        let mut command = redis::cmd("SCAN");
        command.arg(at.scan).arg("MATCH").arg(pattern(prefix)).arg("COUNT").arg(looked_at);
        command.arg("TYPE").arg("string");
        let answer = network.run(To::Node(primary), &command, Command::Reads).await?;
        let (scan, keys) = read(answer)?;
        names.extend(keys.into_iter().filter(|name| name.starts_with(prefix)));
        match at.after(scan, primaries.len()) {
            Some(next) if names.len() < limit => at = next,
            next => return Ok(Page { names, cursor: next.map(Cursor::write) }),
        }
        looked_at = (looked_at * 2).min(MOST_LOOKED_AT);
    }
}

/// Begins anew if slots have moved since, lest a name moves from where none was looked for to where all were.
fn begin(cursor: Option<&str>, slots: &Slots) -> Result<Cursor, ValueError> {
    let mut hasher = DefaultHasher::new();
    slots.hash(&mut hasher);
    let first = Cursor { slots: hasher.finish(), ..Cursor::default() };
    let Some(cursor) = cursor else {
        return Ok(first);
    };
    let cursor = Cursor::parse(cursor).ok_or_else(|| failed("not a cursor of this store"))?;
    Ok(if cursor.slots == first.slots { cursor } else { first })
}

/// The cursor and the keys of an answer to SCAN. Keys that are no text are none of ours.
fn read(answer: Value) -> Result<(u64, Vec<String>), ValueError> {
    let (scan, keys) =
        <(u64, Vec<Vec<u8>>)>::from_redis_value(answer).map_err(|_| failed("not an answer to SCAN"))?;
    Ok((scan, keys.into_iter().filter_map(|key| String::from_utf8(key).ok()).collect()))
}

fn failed(words: &str) -> ValueError {
    ValueError::Failed(Box::new(RedisFault::new(words)))
}

/// A pattern that whatever begins with the prefix matches (Redis documentation, KEYS).
fn pattern(prefix: &str) -> String {
    let mut pattern = String::with_capacity(prefix.len() + 1);
    for character in prefix.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('*');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor { slots: u64::MAX, primary: 2, scan: 17 };
        assert_eq!(Cursor::parse(&cursor.write()), Some(cursor));
        for wrong in ["", "1", "1-2", "1-2-3-4", "x-1-1", "1--1", "1-1-x"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_last_page_is_that_where_the_last_primary_ends() {
        let at = Cursor { slots: 1, primary: 0, scan: 0 };
        assert_eq!(at.after(5, 2), Some(Cursor { scan: 5, ..at }));
        assert_eq!(at.after(0, 2), Some(Cursor { primary: 1, ..at }));
        assert_eq!(Cursor { primary: 1, ..at }.after(0, 2), None);
    }
}
