//! The token endpoint (RFC 6749, sections 4.1.3 and 6; RFC 8628, section 3.4).

mod answer;
mod endpoint;
mod fault;
mod transport;

pub(crate) use endpoint::{CodeGrant, TokenEndpoint, protocol_client};
pub(crate) use fault::TokenFault;
pub(crate) use transport::Heard;
