use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use test_servers::RedisServer;
use token_partitions::{ValueError, ValueStore};
use token_values_redis::{ConnectError, RedisOptions, RedisValues};

use crate::support::{bytes_of, put};

/// An authority of one's own, and what it has made for servers of the loopback.
struct Certificates {
    authority: String,
    server: String,
    key: String,
}

impl Certificates {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let server = server.signed_by(&key, &authority).unwrap();
        Self { authority: authority.pem(), server: server.pem(), key: key.serialize_pem() }
    }

    /// Has a server answer over TLS too, and says where.
    fn give_to(&self, redis: &RedisServer) -> u16 {
        let port = test_servers::free_port();
        let certificate = redis.write_file("certificate.pem", &self.server);
        let key = redis.write_file("key.pem", &self.key);
        for (name, value) in [
            ("tls-cert-file", certificate.display().to_string()),
            ("tls-key-file", key.display().to_string()),
            ("tls-auth-clients", "no".to_owned()),
            ("tls-port", port.to_string()),
        ] {
            assert_eq!(redis.command(&["config", "set", name, &value]), "OK", "{name}");
        }
        port
    }

    fn options(&self) -> RedisOptions {
        let mut options = RedisOptions::default();
        options.certificate_authorities = Some(self.authority.clone());
        options
    }
}

#[tokio::test]
async fn over_tls_the_server_has_to_prove_who_it_is() {
    let (certificates, redis) = (Certificates::new(), RedisServer::start());
    let url = format!("rediss://127.0.0.1:{}", certificates.give_to(&redis));
    let mut options = certificates.options();
    options.certificate_authorities = Some(Certificates::new().authority);
    for options in [RedisOptions::default(), options] {
        let stranger = RedisValues::connect_with(&url, options).await;
        assert!(matches!(stranger, Err(ConnectError::Store(ValueError::Unavailable(_)))), "{stranger:?}");
    }
    let values = RedisValues::connect_with(&url, certificates.options()).await.unwrap();
    put(&values, "ada", b"value").await;
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    assert!(values.hears_of_changes());
}
