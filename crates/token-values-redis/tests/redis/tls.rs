use rcgen::{CertifiedKey, generate_simple_self_signed};
use test_servers::RedisServer;
use token_partitions::{ValueError, ValueStore};
use token_values_redis::{ConnectError, RedisOptions, RedisValues};

use crate::support::{bytes_of, put};

#[tokio::test]
async fn over_tls_the_server_has_to_prove_who_it_is() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let port = test_servers::free_port();
    let redis = RedisServer::start();
    let certificate = redis.write_file("certificate.pem", &cert.pem());
    let key = redis.write_file("key.pem", &signing_key.serialize_pem());
    for (name, value) in [
        ("tls-cert-file", certificate.display().to_string()),
        ("tls-key-file", key.display().to_string()),
        ("tls-auth-clients", "no".to_owned()),
        ("tls-port", port.to_string()),
    ] {
        assert_eq!(redis.command(&["config", "set", name, &value]), "OK", "{name}");
    }
    let url = format!("rediss://127.0.0.1:{port}");
    let stranger = RedisValues::connect(&url).await;
    assert!(matches!(stranger, Err(ConnectError::Store(ValueError::Unavailable(_)))), "{stranger:?}");
    let mut options = RedisOptions::default();
    options.certificate_authorities = Some(cert.pem());
    let values = RedisValues::connect_with(&url, options).await.unwrap();
    put(&values, "ada", b"value").await;
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    assert!(values.hears_of_changes());
}
