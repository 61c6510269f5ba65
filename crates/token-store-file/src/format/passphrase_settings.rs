use aws_lc_rs::rand;
use token_store::StoreError;

/// The work of Argon2id (RFC 9106, section 3.1): what guessing a passphrase costs, each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassphraseCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PassphraseCost {
    /// OWASP's Password Storage Cheat Sheet: Argon2id with at least 19 MiB, 2 passes and 1 lane.
    pub const LEAST: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// 64 MiB and 3 passes, as RFC 9106, section 4, recommends where memory is short; in one lane, because
    /// this implementation computes lanes one after another.
    pub const USUAL: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// The most that a file can ask of whoever opens it: 1 GiB and some seconds.
    pub const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

    /// A cost between [`LEAST`](Self::LEAST) and [`MOST`](Self::MOST); none outside of them.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let within = (Self::LEAST.memory_kib..=Self::MOST.memory_kib).contains(&memory_kib)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&passes)
            && (Self::LEAST.lanes..=Self::MOST.lanes).contains(&lanes);
        within.then_some(Self { memory_kib, passes, lanes })
    }

    /// Memory in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Lanes, also called the degree of parallelism.
    pub fn lanes(&self) -> u32 {
        self.lanes
    }
}

impl Default for PassphraseCost {
    fn default() -> Self {
        Self::USUAL
    }
}

/// What makes the master key out of a passphrase, besides the passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PassphraseSettings {
    pub(crate) cost: PassphraseCost,
    pub(crate) salt: [u8; 16],
}

impl PassphraseSettings {
    /// Settings for a new passphrase.
    pub(crate) fn generate(cost: PassphraseCost) -> Result<Self, StoreError> {
        let mut salt = [0; 16];
        rand::fill(&mut salt).map_err(|_| StoreError::SealFailed)?;
        Ok(Self { cost, salt })
    }
}
