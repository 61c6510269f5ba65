use std::fmt;

/// Identifies one write of one cache.
///
/// Two versions are equal only if they are the same write. The generation alone does not tell that: an old
/// file that somebody put back, and then changed, may bear a generation that was seen before. A file's
/// modification time tells even less, as it may lie before a clock that was read earlier.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    generation: u64,
    write: [u8; 32],
}

impl Version {
    /// The version of the write number `generation` that is known by `write`, which no other write bears.
    pub fn new(generation: u64, write: [u8; 32]) -> Self {
        Self { generation, write }
    }

    /// How many writes there have been; the first is 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What no other write bears: 32 random bytes, where the store has them.
    pub fn write(&self) -> &[u8; 32] {
        &self.write
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Version({}, ", self.generation)?;
        self.write.iter().take(4).try_for_each(|byte| write!(formatter, "{byte:02x}"))?;
        formatter.write_str("...)")
    }
}
