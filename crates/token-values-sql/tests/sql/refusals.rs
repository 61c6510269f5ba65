use std::error::Error;

use token_partitions::{ValueError, ValueStore};
use token_values_sql::{ConnectError, PostgresValues, SqlFault};

use crate::support::{POSTGRES, connect, impatient, put};

#[tokio::test]
async fn a_wrong_password_is_refused_and_never_told() {
    let url = POSTGRES.url("postgres").replace(POSTGRES.password(), "hunter2");
    let refused = PostgresValues::connect_with(&url, impatient()).await;
    let Err(ConnectError::Store(error @ ValueError::Refused(_))) = refused else {
        panic!("it lets in: {refused:?}")
    };
    let fault = error.source().and_then(|source| source.downcast_ref::<SqlFault>()).expect("a fault");
    assert_eq!(fault.code(), "28P01");
    let told = format!("{error} {error:?} {fault}");
    assert!(!told.contains("hunter2") && !told.contains("127.0.0.1"), "{told}");
}

#[tokio::test]
async fn what_is_no_address_is_told_without_repeating_it() {
    for wrong in ["", "mysql://ada:hunter2@host", "postgres://ada:hunter2@host:port/db", "hunter2"] {
        let error = PostgresValues::connect(wrong).await.unwrap_err();
        assert!(matches!(error, ConnectError::Address), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn debug_tells_no_password() {
    let values = connect(&POSTGRES.new_database()).await;
    assert!(!format!("{values:?}").contains(POSTGRES.password()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_needs_the_permissions_of_what_is_done() {
    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap();
    put(&connect(&url).await, "ada", b"value").await;
    let user = format!("reader_of_{database}");
    POSTGRES.query(database, &format!("CREATE USER {user} PASSWORD 'hunter2'"));
    POSTGRES.query(database, &format!("GRANT SELECT ON token_cache, token_cache_schema TO {user}"));
    let url = url.replace(POSTGRES.password(), "hunter2").replace("tessera:", &format!("{user}:"));
    let values = connect(&url).await;
    assert!(values.get("ada").await.unwrap().is_some());
    let error = values.swap("bo", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Refused(_)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_connections_are_an_outage_and_not_a_refusal() {
    let postgres = test_servers::PostgresServer::start_with(&[
        "max_connections=4",
        "superuser_reserved_connections=0",
        "max_wal_senders=0",
    ]);
    let url = postgres.new_database();
    let mut options = impatient();
    options.connections = 3;
    let values = PostgresValues::connect_with(&url, options.clone()).await.unwrap();
    let reads = ["a", "b", "c"].map(|name| values.get(name));
    let [a, b, c] = reads;
    let (a, b, c) = tokio::join!(a, b, c);
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    let other = PostgresValues::connect_with(&url, options).await;
    // The first handle may have needed fewer than it may have.
    assert!(matches!(other, Ok(_) | Err(ConnectError::Store(ValueError::Unavailable(_)))), "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_the_database_cannot_hold_is_a_failure() {
    let values = connect(&POSTGRES.new_database()).await;
    let error = values.swap("a\0b", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Failed(_)), "{error:?}");
    let long: String = (0..20_000).filter_map(|number| char::from_u32(0x4e00 + number)).collect();
    let error = values.swap(&long, None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Full(_)), "{error:?}");
}
