use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{self, ServerConfig};

use crate::DemoError;

/// What an HTTPS listener needs, and the certificate that its clients have to trust.
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) authority_pem: String,
}

/// Makes an authority that may vouch for the loopback and `host` alone, and a certificate signed by it. The authority's key is
/// dropped here, so trusting its certificate cannot be abused later.
pub(crate) fn make_identity(host: Option<&str>) -> Result<Identity, DemoError> {
    let authority_params = authority_params(host)?;
    let authority_key = KeyPair::generate().map_err(rejected)?;
    let authority = authority_params.self_signed(&authority_key).map_err(rejected)?;
    let issuer = Issuer::from_params(&authority_params, &authority_key);

    let key = KeyPair::generate().map_err(rejected)?;
    let certificate = server_params(host)?.signed_by(&key, &issuer).map_err(rejected)?;
    let config =
        server_config(&certificate, &key).map_err(|error| DemoError::Certificate(error.to_string()))?;
    Ok(Identity { acceptor: TlsAcceptor::from(Arc::new(config)), authority_pem: authority.pem() })
}

fn authority_params(host: Option<&str>) -> Result<CertificateParams, DemoError> {
    let mut params = CertificateParams::new(Vec::new()).map_err(rejected)?;
    params.distinguished_name.push(DnType::CommonName, "Tessera demo tenant");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let mut permitted_subtrees = vec![
        GeneralSubtree::DnsName("localhost".to_owned()),
        GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(Ipv4Addr::LOCALHOST.octets(), 32)),
        GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(Ipv6Addr::LOCALHOST.octets(), 128)),
    ];
    permitted_subtrees.extend(host.map(|host| GeneralSubtree::DnsName(host.to_owned())));
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    Ok(params)
}

fn server_params(host: Option<&str>) -> Result<CertificateParams, DemoError> {
    let names =
        [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)].map(|ip| ip.to_string());
    let hosts = ["localhost"].into_iter().chain(host).map(str::to_owned);
    let mut params = CertificateParams::new(hosts.chain(names).collect::<Vec<_>>()).map_err(rejected)?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn server_config(certificate: &rcgen::Certificate, key: &KeyPair) -> Result<ServerConfig, rustls::Error> {
    let chain = vec![certificate.der().clone()];
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err wants")]
fn rejected(error: rcgen::Error) -> DemoError {
    DemoError::Certificate(error.to_string())
}
