use redis::Value;

use crate::address::Place;

/// How many slots the keys of a cluster fall into (Redis Cluster specification, "Key distribution model").
const SLOTS: u16 = 16_384;

/// Which primary has which slots of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Slots(Vec<Range>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Range {
    first: u16,
    last: u16,
    primary: Place,
    has_replica: bool,
}

impl Slots {
    /// Reads the answer to CLUSTER SLOTS of the node at `asked`, which may leave out its own host.
    pub(crate) fn parse(answer: &Value, asked: &Place) -> Option<Self> {
        let Value::Array(ranges) = answer else {
            return None;
        };
        let mut ranges = ranges.iter().map(|range| range_of(range, asked)).collect::<Option<Vec<_>>>()?;
        ranges.sort();
        (!ranges.is_empty()).then_some(Self(ranges))
    }

    /// All of them in one place.
    pub(crate) fn all_at(places: Vec<Place>) -> Self {
        Self(
            places
                .into_iter()
                .map(|primary| Range { first: 0, last: SLOTS - 1, primary, has_replica: false })
                .collect(),
        )
    }

    /// The primary that has the key.
    pub(crate) fn primary_of(&self, key: &str) -> Option<&Place> {
        let slot = slot_of(key);
        let range = self.0.iter().find(|range| range.first <= slot && slot <= range.last)?;
        Some(&range.primary)
    }

    /// Whether a node is known that follows that primary.
    pub(crate) fn have_replica_of(&self, primary: &Place) -> bool {
        self.0.iter().any(|range| range.has_replica && range.primary == *primary)
    }

    /// All primaries, each once, in an order that stays.
    pub(crate) fn primaries(&self) -> Vec<Place> {
        let mut primaries: Vec<Place> = self.0.iter().map(|range| range.primary.clone()).collect();
        primaries.sort();
        primaries.dedup();
        primaries
    }
}

/// `[first, last, [host, port, ...], replicas...]` (Redis documentation, CLUSTER SLOTS).
fn range_of(range: &Value, asked: &Place) -> Option<Range> {
    let Value::Array(fields) = range else {
        return None;
    };
    let [Value::Int(first), Value::Int(last), Value::Array(primary), replicas @ ..] = fields.as_slice()
    else {
        return None;
    };
    let [host, Value::Int(port), ..] = primary.as_slice() else {
        return None;
    };
    let host =
        text_of(host).filter(|host| !host.is_empty() && host != "?").unwrap_or_else(|| asked.host.clone());
    let primary = Place { host, port: u16::try_from(*port).ok()? };
    let has_replica = !replicas.is_empty();
    Some(Range { first: u16::try_from(*first).ok()?, last: u16::try_from(*last).ok()?, primary, has_replica })
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => String::from_utf8(bytes.clone()).ok(),
        Value::SimpleString(text) => Some(text.clone()),
        _ => None,
    }
}

/// The slot of a key: that of the part in the first braces, if there is any in them.
fn slot_of(key: &str) -> u16 {
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    crc16(tag.filter(|tag| !tag.is_empty()).unwrap_or(key).as_bytes()) % SLOTS
}

/// CRC-16/XMODEM (Redis Cluster specification, appendix A).
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_those_of_the_specification() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
        // redis-cli cluster keyslot KEY
        assert_eq!(slot_of("foo"), 12_182);
        assert_eq!(slot_of("{foo}bar"), 12_182);
        assert_eq!(slot_of("bar{foo}{zap}"), 12_182);
        assert_eq!(slot_of("foo{}"), crc16(b"foo{}") % SLOTS);
        assert_eq!(slot_of("foo{bar"), crc16(b"foo{bar") % SLOTS);
    }

    fn range(first: i64, last: i64, host: Value, port: i64) -> Value {
        let primary = Value::Array(vec![host, Value::Int(port), Value::BulkString(b"id".to_vec())]);
        Value::Array(vec![Value::Int(first), Value::Int(last), primary])
    }

    #[test]
    fn a_node_that_names_no_host_means_its_own() {
        let asked = Place { host: "asked".into(), port: 1 };
        let answer = Value::Array(vec![
            range(8192, 16_383, Value::BulkString(b"other".to_vec()), 2),
            range(0, 8191, Value::Nil, 1),
        ]);
        let slots = Slots::parse(&answer, &asked).unwrap();
        assert_eq!(slots.primary_of("foo").unwrap(), &Place { host: "other".into(), port: 2 });
        assert_eq!(slots.primaries(), [asked.clone(), Place { host: "other".into(), port: 2 }]);
        assert!(!slots.have_replica_of(&asked));
        let wrong = [Value::Nil, Value::Array(Vec::new()), Value::Array(vec![Value::Int(1)])];
        assert!(wrong.iter().all(|answer| Slots::parse(answer, &asked).is_none()));
    }
}
