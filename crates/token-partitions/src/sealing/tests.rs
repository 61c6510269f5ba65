use token_cache::TokenCache;
use token_store::{SetAsideReason, StoreError, conformance::sample};

use super::{Fault, Opened, Sealing, key_id};
use crate::{KeyRing, Revision, RingKey, Value};

fn key(byte: u8) -> RingKey {
    RingKey::new([byte; 32])
}

fn sealed(ring: KeyRing) -> Sealing {
    Sealing::Sealed(ring)
}

fn ring() -> KeyRing {
    KeyRing::new("one", key(1)).unwrap()
}

fn json() -> Vec<u8> {
    let mut cache = TokenCache::default();
    sample::put(&mut cache, "app");
    cache.serialize().to_vec()
}

fn value(bytes: &[u8]) -> Value {
    Value { bytes: bytes.to_vec(), revision: Revision(vec![1]) }
}

fn open(sealing: &Sealing, name: &str, bytes: &[u8]) -> Result<Opened, Fault> {
    sealing.open(name, &value(bytes))
}

#[test]
fn what_was_sealed_opens_under_its_name_alone() {
    let sealing = sealed(ring());
    let bytes = sealing.seal("users:ada", 7, &json()).unwrap();
    let opened = open(&sealing, "users:ada", &bytes).unwrap();
    assert_eq!(*opened.cache.serialize(), json());
    assert_eq!((opened.version.generation(), opened.length), (7, json().len()));
    let version = sealing.version(&bytes, &Revision(vec![1]));
    assert_eq!(version.ok(), Some(opened.version));
    for other in ["users:bo", "users:adaa", "users:ad", ""] {
        let refused = open(&sealing, other, &bytes);
        assert!(matches!(refused, Err(Fault::Unusable(SetAsideReason::Damaged))), "{other}");
    }
}

#[test]
fn the_sealed_value_tells_no_token_and_no_two_are_alike() {
    let sealing = sealed(ring());
    let [one, two] = [0, 1].map(|_| sealing.seal("ada", 1, &json()).unwrap());
    assert_ne!(*one, *two);
    let secret = sample::secret_of("app");
    assert!(!one.windows(secret.len()).any(|window| window == secret.as_bytes()));
}

#[test]
fn no_byte_can_be_changed_and_none_cut_off_or_added() {
    let sealing = sealed(ring());
    let bytes = sealing.seal("ada", 1, b"{\"a\": 1}").unwrap();
    for place in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut changed = bytes.to_vec();
            changed[place] ^= bit;
            assert!(open(&sealing, "ada", &changed).is_err(), "byte {place}");
        }
        let cut = open(&sealing, "ada", &bytes[..place]);
        assert!(matches!(cut, Err(Fault::Unusable(_))), "cut to {place}");
    }
    assert!(open(&sealing, "ada", &[&bytes[..], b"x"].concat()).is_err());
}

#[test]
fn what_a_changed_header_says_is_not_believed() {
    let sealing = sealed(ring());
    let bytes = sealing.seal("ada", 1, &json()).unwrap();
    let header = 8 + 2 + 1 + "one".len() + 8 + 8 + 32 + 4;
    for place in 0..header {
        let mut changed = bytes.to_vec();
        changed[place] ^= 0x20;
        let fault = open(&sealing, "ada", &changed).err().unwrap();
        let is_as_expected = match place {
            0..8 => matches!(fault, Fault::Store(StoreError::ForeignValue)),
            8..10 => matches!(fault, Fault::Store(StoreError::FormatTooNew { .. })),
            _ => matches!(fault, Fault::Unusable(_)),
        };
        assert!(is_as_expected, "byte {place}: {fault:?}");
    }
}

#[test]
fn a_new_key_opens_first_and_seals_later() {
    let old = sealed(ring());
    let first_step = sealed(ring().with_key("two", key(2)).unwrap());
    let second_step = sealed(KeyRing::new("two", key(2)).unwrap().with_key("one", key(1)).unwrap());
    let by_old = first_step.seal("ada", 1, &json()).unwrap();
    assert!(open(&old, "ada", &by_old).is_ok() && open(&second_step, "ada", &by_old).is_ok());
    let by_new = second_step.seal("ada", 2, &json()).unwrap();
    assert_eq!((key_id(&by_old).as_deref(), key_id(&by_new).as_deref()), (Some("one"), Some("two")));
    assert!(open(&first_step, "ada", &by_new).is_ok());
    let refused = open(&old, "ada", &by_new).err().unwrap();
    assert!(matches!(refused, Fault::Store(StoreError::KeyUnknown { key_id }) if key_id == "two"));
}

#[test]
fn another_key_of_the_same_id_is_as_good_as_none() {
    let bytes = sealed(ring()).seal("ada", 1, &json()).unwrap();
    let other = sealed(KeyRing::new("one", key(2)).unwrap());
    let refused = open(&other, "ada", &bytes).err().unwrap();
    assert!(matches!(refused, Fault::Store(StoreError::KeyUnknown { key_id }) if key_id == "one"));
}

#[test]
fn a_plain_value_is_not_taken_for_a_sealed_one_nor_the_other_way_round() {
    let sealing = sealed(ring());
    for plain in [json(), b"\n {}".to_vec()] {
        assert!(matches!(open(&sealing, "ada", &plain), Err(Fault::Store(StoreError::NotSealed))));
    }
    let bytes = sealing.seal("ada", 1, &json()).unwrap();
    assert!(matches!(open(&Sealing::Plain, "ada", &bytes), Err(Fault::Store(StoreError::KeyRingNeeded))));
}

#[test]
fn a_plain_value_is_what_msal_writes() {
    let bytes = Sealing::Plain.seal("ada", 1, &json()).unwrap();
    assert_eq!(*bytes, json());
    let opened = open(&Sealing::Plain, "ada", &bytes).unwrap();
    assert_eq!(*opened.cache.serialize(), json());
    let version = Sealing::Plain.version(&bytes, &Revision(vec![1]));
    assert_eq!(version.ok(), Some(opened.version));
}

#[test]
fn what_is_cut_is_to_be_moved_aside_and_what_another_program_wrote_is_not() {
    for sealing in [sealed(ring()), Sealing::Plain] {
        for foreign in ["garbage", "[]", "TESSERA?"] {
            let refused = open(&sealing, "ada", foreign.as_bytes());
            assert!(matches!(refused, Err(Fault::Store(StoreError::ForeignValue))), "{foreign}");
        }
        assert!(matches!(open(&sealing, "ada", b""), Err(Fault::Unusable(_))));
    }
    assert!(matches!(open(&sealed(ring()), "ada", b"TESS"), Err(Fault::Unusable(SetAsideReason::Cut))));
    let cut = open(&Sealing::Plain, "ada", b" {\"AccessToken\": ");
    assert!(matches!(cut, Err(Fault::Unusable(SetAsideReason::Content))));
}
