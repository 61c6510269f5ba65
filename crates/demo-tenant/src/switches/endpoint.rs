/// What a request asks for, to be counted and to be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `/common/discovery/instance`
    InstanceDiscovery,
    /// `/{tenant}/v2.0/.well-known/openid-configuration`
    Configuration,
    /// `/{tenant}/discovery/v2.0/keys`
    Keys,
    /// `/{tenant}/oauth2/v2.0/authorize`
    Authorize,
    /// The pages that follow it.
    SignIn,
    /// `/{tenant}/oauth2/v2.0/token`
    Token,
    /// `/{tenant}/oauth2/v2.0/devicecode`
    DeviceCode,
    /// `/devicelogin`, where people type codes.
    DeviceLogin,
    /// `/{tenant}/oauth2/v2.0/logout`
    Logout,
    /// `/v1.0/me`
    Me,
    /// `/v1.0/me/photo/$value`
    Photo,
    /// `/oidc/userinfo`
    UserInfo,
    /// Anything else.
    Other,
}

impl Endpoint {
    /// Every endpoint, in the order of a sign-in.
    pub const ALL: [Self; 13] = [
        Self::InstanceDiscovery,
        Self::Configuration,
        Self::Keys,
        Self::Authorize,
        Self::SignIn,
        Self::Token,
        Self::DeviceCode,
        Self::DeviceLogin,
        Self::Logout,
        Self::Me,
        Self::Photo,
        Self::UserInfo,
        Self::Other,
    ];

    pub(crate) fn of(path: &str) -> Self {
        match path {
            "/v1.0/me" => return Self::Me,
            "/v1.0/me/photo/$value" => return Self::Photo,
            "/oidc/userinfo" => return Self::UserInfo,
            "/devicelogin" => return Self::DeviceLogin,
            _ => {}
        }
        let rest = path.get(1..).and_then(|path| path.split_once('/')).map_or("", |(_, rest)| rest);
        match rest {
            "discovery/instance" => Self::InstanceDiscovery,
            "v2.0/.well-known/openid-configuration" => Self::Configuration,
            "discovery/v2.0/keys" => Self::Keys,
            "oauth2/v2.0/authorize" => Self::Authorize,
            "oauth2/v2.0/token" => Self::Token,
            "oauth2/v2.0/devicecode" => Self::DeviceCode,
            "oauth2/v2.0/logout" => Self::Logout,
            _ if path.starts_with("/sign-in/") => Self::SignIn,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_known_by_its_path_whatever_the_tenant() {
        assert_eq!(Endpoint::of("/common/oauth2/v2.0/token"), Endpoint::Token);
        assert_eq!(Endpoint::of("/x.example/v2.0/.well-known/openid-configuration"), Endpoint::Configuration);
        assert_eq!(Endpoint::of("/sign-in/person"), Endpoint::SignIn);
        assert_eq!(Endpoint::of("/common/oauth2/v2.0/devicecode"), Endpoint::DeviceCode);
        assert_eq!(Endpoint::of("/devicelogin"), Endpoint::DeviceLogin);
        assert_eq!(Endpoint::of("/"), Endpoint::Other);
        assert_eq!(Endpoint::of(""), Endpoint::Other);
    }
}
