use thiserror::Error;

use super::AuthorityKind;

/// What is wrong with an authority or issuer, and what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AuthorityProblem {
    /// Nothing was typed.
    #[error("it is empty; type a tenant's ID or domain, `organizations`, or a URL")]
    Empty,
    /// Neither a URL nor a tenant.
    #[error("it is not a URL; type the whole address, beginning with https://")]
    NotAUrl,
    /// A host without a scheme.
    #[error("the scheme is missing; type https://{0}")]
    SchemeMissing(String),
    /// Plain http to another computer.
    #[error("it must begin with https://; http is only for this computer")]
    NotHttps,
    /// A user name or password in the address.
    #[error("it must not have a user name or password; take out what is before the @")]
    UserInformation,
    /// Something after `?` or `#`.
    #[error("it must end before `?` and `#`")]
    QueryOrFragment,
    /// A host that is none of Entra's, or that Entra does not vouch for.
    #[error(
        "{0} is not a host of Microsoft Entra, such as login.microsoftonline.com; \
         connect it as an OpenID Connect provider"
    )]
    NotAnEntraHost(String),
    /// An Entra host where an issuer of another provider is expected.
    #[error("{0} is a host of Microsoft Entra; connect it as a Microsoft Entra app")]
    IsAnEntraHost(String),
    /// An Entra URL without a tenant.
    #[error("the tenant is missing; type https://{0}/ and a tenant's ID or domain, or `organizations`")]
    TenantMissing(String),
    /// Something that is no tenant.
    #[error("the tenant can only be an ID, a domain, `common`, `organizations` or `consumers`")]
    TenantMalformed,
    /// An Entra URL on a port of its own.
    #[error("Microsoft Entra has no other port; take out what is between the host and the tenant")]
    PortNotExpected,
    /// More path than a tenant.
    #[error("there is more than a tenant in it; end the address after the tenant")]
    PathNotExpected,
    /// The address of another kind of provider, which speaks otherwise.
    #[error("it is an address of {0}; connect it as that")]
    OtherKind(AuthorityKind),
    /// An address of Azure AD B2C without a user flow or custom policy.
    #[error("the policy is missing; type the tenant and behind it the user flow, such as B2C_1_signin")]
    PolicyMissing,
    /// Letters beyond ASCII in the host, which may only resemble others.
    #[error(
        "its host has letters that may only look like others; it is really {0}: \
         if that is the one you want, type it exactly so"
    )]
    HostNotAscii(String),
    /// A host that begins as one of Microsoft's and belongs to somebody else.
    #[error("{0} only looks like an address of Microsoft; type the one that you were given by your provider")]
    Lookalike(String),
    /// The whole address of the description where only the issuer belongs.
    #[error("it is the address of the provider's description; type only what is before /.well-known")]
    DescriptionAddress,
    /// The name to cache under is no domain.
    #[error("the environment must be a domain name, such as login.example.com")]
    EnvironmentMalformed,
}
