use std::path::PathBuf;

use crate::{Clock, Product};

/// How a demo tenant is started. The default keeps nothing, speaks plain HTTP and takes a free port.
#[derive(Clone, Debug, Default)]
pub struct DemoOptions {
    /// The folder that keeps the signing key and the grants across restarts; `None` keeps them in memory.
    pub state_dir: Option<PathBuf>,
    /// The port on the loopback; 0 takes a free one.
    pub port: u16,
    /// Whether the tenant speaks plain HTTP or HTTPS.
    pub tls: Tls,
    /// What the tenant takes for the time.
    pub clock: Clock,
    /// Which product the tenant speaks as.
    pub product: Product,
    /// The host that the tenant goes by, on the usual port of HTTPS: clients get there through a proxy that connects
    /// them with the loopback. Needs [`Tls::SelfSigned`].
    pub host: Option<String>,
}

/// Whether the tenant speaks plain HTTP or HTTPS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// Plain HTTP: nothing leaves the loopback.
    #[default]
    Off,
    /// HTTPS with a certificate made at every start, for clients that insist on it. Its authority's key is thrown
    /// away once the certificate is signed; [`crate::DemoTenant::certificate_pem`] is what a client has to trust.
    SelfSigned,
}
