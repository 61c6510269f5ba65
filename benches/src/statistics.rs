use std::time::Duration;

/// Several measurements of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) least: Duration,
    pub(crate) median: Duration,
    pub(crate) most: Duration,
}

impl Spread {
    /// None of no measurements.
    pub(crate) fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let (least, most) = (*times.first()?, *times.last()?);
        Some(Self { least, median: times[times.len() / 2], most })
    }
}

/// Three digits and a unit.
pub(crate) fn time(duration: Duration) -> String {
    let nanoseconds = duration.as_secs_f64() * 1e9;
    let (value, unit) = match nanoseconds {
        value if value < 1e3 => (value, "ns"),
        value if value < 1e6 => (value / 1e3, "µs"),
        value if value < 1e9 => (value / 1e6, "ms"),
        value => (value / 1e9, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

/// How many times as long the second takes as the first.
pub(crate) fn times(ours: Duration, theirs: Duration) -> String {
    match theirs.as_secs_f64() / ours.as_secs_f64().max(1e-12) {
        ratio if ratio < 10_000.0 => format!("{} ×", three_digits(ratio)),
        _ => "over 10,000 ×".to_owned(),
    }
}

pub(crate) fn three_digits(value: f64) -> String {
    let decimals = match value {
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// Bytes in units of a million or a thousand.
pub(crate) fn bytes(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let count = count as f64;
    if count < 1e6 {
        format!("{} kB", three_digits(count / 1e3))
    } else {
        format!("{} MB", three_digits(count / 1e6))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Spread, bytes, time, times};

    #[test]
    fn a_spread_is_the_least_the_median_and_the_most() {
        let spread = Spread::of([5, 1, 3].map(Duration::from_millis).to_vec()).unwrap();
        assert_eq!([spread.least, spread.median, spread.most], [1, 3, 5].map(Duration::from_millis));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn figures_have_three_digits_and_a_unit() {
        assert_eq!(time(Duration::from_nanos(123)), "123 ns");
        assert_eq!(time(Duration::from_micros(33)), "33.0 µs");
        assert_eq!(time(Duration::from_millis(356)), "356 ms");
        assert_eq!(time(Duration::from_millis(1500)), "1.50 s");
        assert_eq!(times(Duration::from_millis(10), Duration::from_millis(94)), "9.40 ×");
        assert_eq!(times(Duration::from_nanos(5), Duration::from_secs(1)), "over 10,000 ×");
        assert_eq!(bytes(29_000_000), "29.0 MB");
        assert_eq!(bytes(12_300), "12.3 kB");
    }
}
