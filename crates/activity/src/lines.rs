//! Entries as lines, and lines as entries.

use crate::Entry;

/// The entries as they are written, each with its line's end.
pub(crate) fn written(entries: &[Entry]) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        // Texts, numbers and lists of them always become JSON.
        if let Ok(line) = serde_json::to_vec(&entry.fit_to_write()) {
            lines.extend(line);
            lines.push(b'\n');
        }
    }
    lines
}

/// The entries in their order, and how many lines were none. What stands behind the last line's end is being written, or
/// was cut short: it is no line.
pub(crate) fn read(bytes: &[u8]) -> (Vec<Entry>, usize) {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut unreadable = 0;
    let mut entries = Vec::new();
    for line in bytes[..whole].split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        match serde_json::from_slice(line) {
            Ok(entry) => entries.push(entry),
            Err(_) => unreadable += 1,
        }
    }
    (entries, unreadable)
}

/// Whether the bytes may be those of a log: one of its lines is an entry, or the first one was cut short.
pub(crate) fn may_be_log(bytes: &[u8]) -> bool {
    if !bytes.contains(&b'\n') {
        return bytes.first().is_none_or(|first| *first == b'{');
    }
    bytes.split(|byte| *byte == b'\n').any(|line| serde_json::from_slice::<Entry>(line).is_ok())
}

/// The last `length` bytes at most, from the beginning of a line.
pub(crate) fn newest(bytes: &[u8], length: usize) -> &[u8] {
    let Some(from) = bytes.len().checked_sub(length) else { return bytes };
    let begins = bytes[from..].iter().position(|byte| *byte == b'\n').map(|end| from + end + 1);
    begins.map_or(&[], |begin| &bytes[begin..])
}
