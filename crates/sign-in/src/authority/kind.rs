use std::fmt;

/// How a provider is to be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityKind {
    /// Microsoft Entra in one of its clouds.
    Entra,
    /// A provider that speaks as Entra does at an address of its own, such as the demo tenant.
    EntraLike,
    /// A user flow or custom policy of Azure AD B2C.
    B2c,
    /// Microsoft Entra External ID for customers (CIAM).
    ExternalId,
    /// Active Directory Federation Services.
    AdFs,
    /// Any provider that OpenID Connect Discovery 1.0 describes.
    OpenId,
}

/// The product's name.
impl fmt::Display for AuthorityKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Entra | Self::EntraLike => "Microsoft Entra",
            Self::B2c => "Azure AD B2C",
            Self::ExternalId => "Microsoft Entra External ID",
            Self::AdFs => "AD FS",
            Self::OpenId => "OpenID Connect",
        })
    }
}
