//! An identity provider and a small Graph on the loopback, to try Tessera and to test it.
//!
//! [`DemoTenant`] speaks as Microsoft Entra's v2.0 endpoints do: discovery, authorize with a sign-in and consent
//! page, token, keys, device codes, logout. Nothing that it issues opens anything but its own Graph, and it is reachable from this
//! computer alone.
//!
//! # Names that do not change
//! [`ENVIRONMENT`] is what caches file its tokens under, whatever the port. The issuer of ID tokens is derived from
//! [`DemoTenant::base_url`], as OpenID Connect Discovery 1.0, section 4.3 demands that the issuer be where its
//! configuration was read; after a restart on another port both have moved together. Refresh tokens name no issuer
//! and go on working, and access tokens for Graph bear an issuer made of [`ENVIRONMENT`], so that those survive too.
//!
//! # Other products
//! With [`DemoOptions::product`] it speaks as Azure AD B2C, Microsoft Entra External ID or AD FS, and with
//! [`DemoOptions::host`] it goes by another name than `localhost`, such as `fabrikam.ciamlogin.com`, to which only a
//! proxy on this computer leads.
//!
//! # The pages
//! They work without JavaScript. For WebDriver, these element ids are stable: `person-{id}` (see [`Person::id`]),
//! `other-account`, `username`, `next`, `back`, `account-work`, `account-personal`, `accept`, `cancel`, `continue`,
//! `error-code`, `signed-out`, and for device codes `user-code`, `device-let-in` and `device-declined`.

mod aadsts;
mod authorization;
mod browsers;
mod certificates;
mod clients;
mod clock;
mod codes;
mod demo_tenant;
mod device_codes;
mod endpoints;
mod error;
mod grants;
mod ledger;
mod listener;
mod options;
mod pages;
mod params;
mod people;
mod png;
mod product;
mod provider;
mod random;
mod scopes;
mod signing_key;
mod switches;
mod tenants;
mod time;
mod tls;
mod tokens;

pub use clients::{Client, ClientKind};
pub use clock::Clock;
pub use demo_tenant::DemoTenant;
pub use error::DemoError;
pub use options::{DemoOptions, Tls};
pub use people::{Guest, Person};
pub use product::Product;
pub use switches::{Endpoint, Fault, IdTokenFlaw, RefreshTokenRule, Refusal, Switches};
pub use tenants::{Tenant, TenantKind};

/// The name under which caches file the tokens of the demo tenant: it does not change with the port.
pub const ENVIRONMENT: &str = "login.tessera-demo.example";
