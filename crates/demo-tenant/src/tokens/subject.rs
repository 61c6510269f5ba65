use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Client;
use crate::people::Person;

/// Whom tokens are about, in which tenant, for which client.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) person: &'static Person,
    pub(crate) tenant: &'static str,
    /// The person's object ID in that tenant.
    pub(crate) object_id: &'static str,
    pub(crate) client: &'static Client,
    /// The sign-in session.
    pub(crate) session: String,
}

impl Subject {
    /// `None` where the person is neither member nor guest of the tenant.
    pub(crate) fn new(
        person: &'static Person,
        tenant: &'static str,
        client: &'static Client,
        session: String,
    ) -> Option<Self> {
        let object_id = person.object_id_in(tenant)?;
        Some(Self { person, tenant, object_id, client, session })
    }

    /// The subject identifier, another for every client (OpenID Connect Core 1.0, section 8.1).
    pub(crate) fn pairwise(&self, client: &str) -> String {
        pairwise(self.tenant, self.object_id, client)
    }

    pub(crate) fn is_guest(&self) -> bool {
        self.person.tenant_id != self.tenant
    }

    /// The user principal name, which for guests is made of the address at home.
    pub(crate) fn principal_name(&self) -> String {
        if self.is_guest() {
            let domain = crate::tenants::tenant(self.tenant).domain;
            format!("{}#EXT#@{domain}", self.person.username.replace('@', "_"))
        } else {
            self.person.username.to_owned()
        }
    }
}

/// The subject identifier of an object in a tenant for a client (OpenID Connect Core 1.0, section 8.1).
pub(crate) fn pairwise(tenant: &str, object_id: &str, client: &str) -> String {
    let text = format!("{tenant}|{object_id}|{client}");
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
