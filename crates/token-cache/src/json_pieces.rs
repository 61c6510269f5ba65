use std::{fmt, ops::Range};

use crate::{SharedJson, wipe::Wiped};

/// The JSON of a cache in pieces, most of them parts of the JSON that the cache rests on. Wiped as [`SharedJson`] is.
pub struct JsonPieces {
    made: Wiped,
    pieces: Vec<Piece>,
}

/// A part of JSON that stands where `at` bytes have been made.
pub(crate) struct Share {
    pub(crate) at: usize,
    pub(crate) json: SharedJson,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

struct Piece {
    /// What it ends at, of the whole.
    end: usize,
    source: Source,
}

enum Source {
    Made(Range<usize>),
    Shared(SharedJson, Range<usize>),
}

impl JsonPieces {
    pub(crate) fn new(made: Wiped, shares: Vec<Share>) -> Self {
        let mut sources = Vec::with_capacity(2 * shares.len() + 1);
        let mut done = 0;
        for share in shares {
            sources.push(Source::Made(done..share.at));
            sources.push(Source::Shared(share.json, share.start..share.end));
            done = share.at;
        }
        sources.push(Source::Made(done..made.len()));
        let mut end = 0;
        let place = |source: Source| {
            end += source.len();
            Piece { end, source }
        };
        Self { pieces: sources.into_iter().map(place).collect(), made }
    }

    /// The length of the whole in bytes.
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.end)
    }

    /// Whether there is not a byte; a cache has at least two.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a part of the whole, or as much of it as there is.
    pub fn append_part(&self, part: Range<usize>, to: &mut Vec<u8>) {
        let first = self.pieces.partition_point(|piece| piece.end <= part.start);
        for piece in self.pieces.iter().skip(first) {
            let start = piece.end - piece.source.len();
            if start >= part.end {
                break;
            }
            let range = part.start.max(start) - start..part.end.min(piece.end) - start;
            to.extend_from_slice(self.bytes(&piece.source).get(range).unwrap_or_default());
        }
    }

    fn bytes<'a>(&'a self, source: &'a Source) -> &'a [u8] {
        let found = match source {
            Source::Made(range) => self.made.as_bytes().get(range.clone()),
            Source::Shared(json, range) => json.get(range.clone()),
        };
        found.unwrap_or_default()
    }
}

impl Source {
    fn len(&self) -> usize {
        match self {
            Self::Made(range) | Self::Shared(_, range) => range.len(),
        }
    }
}

impl fmt::Debug for JsonPieces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JsonPieces({} bytes)", self.len())
    }
}
