/// Hosts that are one and the same environment, as the authorities' instance discovery says
/// (Microsoft Entra docs, "National clouds").
const GROUPS: [&[&str]; 3] = [
    &["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    &["login.microsoftonline.us", "login.usgovcloudapi.net"],
];

/// Every name of `environment`, its own among them; empty where only the one name is known.
pub fn aliases(environment: &str) -> &'static [&'static str] {
    group_of(environment).map_or(&[], |group| GROUPS[group])
}

/// Whether the two name the same environment: by the same name in any case, or by an alias.
pub fn is_same_environment(left: &str, right: &str) -> bool {
    left == right
        || left.eq_ignore_ascii_case(right)
        || group_of(left).is_some_and(|group| group_of(right).is_some_and(|other| other == group))
}

/// An environment whatever it is called: equal for all its aliases, to group by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Environment {
    Known(usize),
    Other(String),
}

impl Environment {
    pub(crate) fn of(name: &str) -> Self {
        group_of(name).map_or_else(|| Self::Other(name.to_ascii_lowercase()), Self::Known)
    }
}

fn group_of(environment: &str) -> Option<usize> {
    GROUPS.iter().position(|group| group.iter().any(|alias| alias.eq_ignore_ascii_case(environment)))
}

#[cfg(test)]
mod tests {
    use super::{aliases, is_same_environment};

    #[test]
    fn the_public_cloud_goes_by_four_names() {
        assert!(is_same_environment("login.microsoftonline.com", "STS.windows.net"));
        assert_eq!(aliases("Login.Windows.Net").len(), 4);
    }

    #[test]
    fn clouds_and_strangers_are_told_apart() {
        assert!(!is_same_environment("login.microsoftonline.com", "login.microsoftonline.us"));
        assert!(!is_same_environment("idp.example", "login.microsoftonline.com"));
        assert!(is_same_environment("IdP.example", "idp.example"));
        assert!(aliases("idp.example").is_empty());
    }
}
