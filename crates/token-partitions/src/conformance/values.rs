use super::{Nodes, bytes_of, put, revision_of};

pub(super) async fn what_nobody_wrote_is_not_there(Nodes { first, .. }: Nodes) {
    assert_eq!(bytes_of(&*first, "nobody").await, None);
    assert_eq!(revision_of(&*first, "nobody").await, None);
    assert!(!first.delete("nobody").await.expect("the store answers"));
    let page = first.names("", None, 10).await.expect("the store answers");
    assert!(page.names.is_empty() && page.cursor.is_none(), "{page:?}");
}

pub(super) async fn what_one_node_writes_the_other_gets(Nodes { first, second, .. }: Nodes) {
    let written = put(&*first, "ada", None, b"one").await;
    put(&*first, "bo", None, b"another").await;
    let read = second.get("ada").await.expect("the store answers").expect("it is there");
    assert_eq!((read.bytes.as_slice(), &read.revision), (b"one".as_slice(), &written));
    put(&*second, "ada", Some(&written), b"two").await;
    assert_eq!(bytes_of(&*first, "ada").await.as_deref(), Some(b"two".as_slice()));
    assert_eq!(bytes_of(&*first, "bo").await.as_deref(), Some(b"another".as_slice()));
}

pub(super) async fn a_value_is_any_bytes(Nodes { first, second, .. }: Nodes) {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    for (name, bytes) in
        [("none", Vec::new()), ("all", every_byte.clone()), ("large", every_byte.repeat(4096))]
    {
        put(&*first, name, None, &bytes).await;
        assert!(bytes_of(&*second, name).await == Some(bytes), "{name}");
    }
}

pub(super) async fn a_name_is_any_text(Nodes { first, second, .. }: Nodes) {
    let names = [
        "a b".to_owned(),
        "a:b/c_d.e%f*?[g]{h}'i\"\\j".to_owned(),
        "caf\u{e9} \u{1f600}".to_owned(),
        "Ada".to_owned(),
        "ada".to_owned(),
        "n".repeat(400),
    ];
    for name in &names {
        put(&*first, name, None, name.as_bytes()).await;
    }
    for name in &names {
        assert_eq!(bytes_of(&*second, name).await.as_deref(), Some(name.as_bytes()), "{name}");
    }
}

pub(super) async fn the_revision_is_told_alone_as_with_the_value(Nodes { first, second, .. }: Nodes) {
    let one = put(&*first, "ada", None, b"one").await;
    assert_eq!(revision_of(&*second, "ada").await, Some(one.clone()));
    let two = put(&*second, "ada", Some(&one), b"two").await;
    assert_ne!(one, two);
    let read = first.get("ada").await.expect("the store answers").expect("it is there");
    assert_eq!((Some(read.revision), Some(two.clone())), (revision_of(&*first, "ada").await, Some(two)));
}

pub(super) async fn a_deleted_value_is_gone_whatever_its_revision(Nodes { first, second, .. }: Nodes) {
    let one = put(&*first, "ada", None, b"one").await;
    put(&*first, "ada", Some(&one), b"two").await;
    assert!(second.delete("ada").await.expect("the store answers"));
    assert!(!first.delete("ada").await.expect("the store answers"));
    assert_eq!(bytes_of(&*first, "ada").await, None);
    assert_eq!(revision_of(&*second, "ada").await, None);
}
