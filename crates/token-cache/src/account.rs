use crate::environment::is_same_environment;

/// Names one account.
///
/// Compare with [`AccountId::is_same`]: an environment has several names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId {
    /// `{uid}.{utid}`, or the `sub` of the ID token where the provider sends no `client_info`.
    pub home_account_id: String,
    /// The host of the authority, under any of its names.
    pub environment: String,
}

impl AccountId {
    /// Whether both name the same account, through the aliases of the environment.
    pub fn is_same(&self, other: &Self) -> bool {
        self.home_account_id == other.home_account_id
            && is_same_environment(&self.environment, &other.environment)
    }
}

/// An account: all Account entries of one home account in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Names it; the environment is that of its first entry.
    pub id: AccountId,
    /// The names of the environment that it has entries under.
    pub environments: Vec<String>,
    /// The tenants that it has entries for: its own, and those where it is a guest.
    pub realms: Vec<String>,
    /// The tenant that the fields below were read from: the home tenant if there is an entry for it.
    pub realm: String,
    /// Its ID in that tenant (`oid`, else `sub`).
    pub local_account_id: String,
    /// `preferred_username` or `upn`; may be empty, and two accounts may share one.
    pub username: String,
    /// The person's name, from the entry or from an ID token.
    pub name: Option<String>,
    /// `MSSTS` or `ADFS`, or what another library wrote.
    pub authority_type: String,
    /// The grant that it came by, if that is known.
    pub account_source: Option<String>,
}

impl Account {
    /// The tenant that the account belongs to, where the home account ID names one.
    pub fn home_tenant(&self) -> Option<&str> {
        home_tenant(&self.id.home_account_id)
    }

    /// Whether it has an entry for a tenant that is not its own.
    pub fn is_guest(&self) -> bool {
        self.home_tenant().is_some_and(|home| {
            self.realms.iter().any(|realm| is_guid(realm) && !realm.eq_ignore_ascii_case(home))
        })
    }
}

/// The `utid` of a home account ID. A `sub` may hold a dot too, but ends in no GUID.
pub(crate) fn home_tenant(home_account_id: &str) -> Option<&str> {
    home_account_id.rsplit_once('.').map(|(_, tenant)| tenant).filter(|tenant| is_guid(tenant))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::home_tenant;

    #[test]
    fn the_home_tenant_is_the_guid_after_the_dot() {
        let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
        assert_eq!(home_tenant(&format!("00000000-0000-0000-66f3-3332eca7ea81.{tenant}")), Some(tenant));
        assert_eq!(home_tenant("auth0.user.17"), None);
        assert_eq!(home_tenant("248289761001"), None);
    }
}
