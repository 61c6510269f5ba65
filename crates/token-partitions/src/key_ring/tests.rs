use std::fs;

use super::{KeyRing, KeyRingError, RingKey};

/// `printf 'k%.0s' $(seq 32) | base64`, and its like.
const K: &str = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=";
const Z: &str = "enp6enp6enp6enp6enp6enp6enp6enp6enp6enp6eno";

#[test]
fn a_text_has_a_key_in_each_line_and_the_first_seals() {
    let ring = KeyRing::parse(&format!("# the keys\n\n 2026-11: {K} \r\nold:{Z}\n")).unwrap();
    assert_eq!(ring.sealing_id(), "2026-11");
    assert!(ring.ids().eq(["2026-11", "old"]));
    assert!(ring.key("old").is_some() && ring.key("other").is_none());
}

#[test]
fn a_key_is_32_bytes_in_either_alphabet_padded_or_not() {
    let bytes = |byte: u8| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE, [byte; 32]);
    for text in [K.to_owned(), Z.to_owned(), bytes(0xfb), bytes(0xfb).replace('-', "+").replace('_', "/")] {
        assert!(RingKey::from_base64(&text).is_some(), "{text}");
    }
    for text in [
        "",
        "a2s=",
        &format!("{K}{K}"),
        &"a".repeat(44),
        &"a".repeat(44_000),
        "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2!=",
    ] {
        assert!(RingKey::from_base64(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_text_is_told_by_its_line_and_without_the_key() {
    use KeyRingError as E;
    assert!(matches!(KeyRing::parse("\n# none\n"), Err(E::Empty)));
    assert!(matches!(KeyRing::parse(&format!("a:{K}\n{Z}")), Err(E::NotAKey { line: 2 })));
    assert!(matches!(KeyRing::parse(&format!("a:{K}\n\na b:{Z}")), Err(E::IdInvalid { line: 3 })));
    assert!(matches!(KeyRing::parse(&format!("{}:{K}", "i".repeat(65))), Err(E::IdInvalid { line: 1 })));
    assert!(matches!(KeyRing::parse(&format!("a:{K}\na:{Z}")), Err(E::IdTaken { line: 2 })));
    let error = KeyRing::parse("a:c2VjcmV0").unwrap_err();
    assert!(matches!(error, E::KeyInvalid { line: 1 }));
    assert!(!format!("{error} {error:?}").contains("c2VjcmV0"));
}

#[test]
fn keys_that_are_given_one_by_one_need_ids_of_their_own() {
    let ring = KeyRing::new("a", RingKey::new([1; 32])).unwrap();
    let ring = ring.with_key("b", RingKey::new([2; 32])).unwrap();
    assert!(ring.ids().eq(["a", "b"]));
    assert!(matches!(
        ring.clone().with_key("b", RingKey::new([3; 32])),
        Err(KeyRingError::IdTaken { line: 3 })
    ));
    assert!(matches!(ring.with_key("", RingKey::new([3; 32])), Err(KeyRingError::IdInvalid { line: 3 })));
}

#[test]
fn a_ring_tells_only_its_ids() {
    let ring = KeyRing::new("the-id", RingKey::new([75; 32])).unwrap();
    assert_eq!(format!("{ring:?}"), "KeyRing([\"the-id\"])");
    assert_eq!(format!("{:?}", RingKey::new([75; 32])), "RingKey([secret])");
}

#[test]
fn a_file_of_keys_is_read_and_one_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    assert!(matches!(KeyRing::from_file(&path), Err(KeyRingError::Io { .. })));
    fs::write(&path, format!("a:{K}\n")).unwrap();
    assert_eq!(KeyRing::from_file(&path).unwrap().sealing_id(), "a");
    fs::write(&path, "#\n".repeat(40_000)).unwrap();
    assert!(matches!(KeyRing::from_file(&path), Err(KeyRingError::TooLarge { .. })));
    fs::write(&path, [0xff; 8]).unwrap();
    assert!(matches!(KeyRing::from_file(&path), Err(KeyRingError::Io { .. })));
}
