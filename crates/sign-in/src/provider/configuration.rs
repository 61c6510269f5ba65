use serde::Deserialize;
use url::Url;

use super::{ConfigurationProblem, Instance, Issuer, Refusal};
use crate::address::is_loopback;
use crate::{Authority, HttpClient, InstanceDiscovery, SignInError};

/// What a provider says about itself (OpenID Connect Discovery 1.0, section 3), checked.
#[derive(Clone, Debug)]
pub(crate) struct ProviderConfiguration {
    pub(crate) authority: Authority,
    /// The names of the cloud that it belongs to.
    pub(crate) instance: Instance,
    pub(crate) issuer: Issuer,
    pub(crate) authorization_endpoint: Url,
    pub(crate) token_endpoint: Url,
    pub(crate) keys_address: Url,
    pub(crate) user_info_endpoint: Option<Url>,
    /// RFC 8628, section 4.
    pub(crate) device_authorization_endpoint: Option<Url>,
    /// OpenID Connect RP-Initiated Logout 1.0, section 2.1.
    pub(crate) end_session_endpoint: Option<Url>,
    /// Whether every answer to the browser names its issuer (RFC 9207, section 3).
    pub(crate) answers_name_issuer: bool,
    /// The values of `prompt` that it knows, where it says so (Initiating User Registration via OpenID Connect 1.0,
    /// section 3).
    pub(crate) prompts: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    userinfo_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    prompt_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl ProviderConfiguration {
    /// Asks the provider, after having its host vouched for where that is needed.
    ///
    /// Fails with [`SignInError::DiscoveryFailed`], [`SignInError::Network`], [`SignInError::ProviderBusy`],
    /// [`SignInError::AnswerInvalid`], or [`SignInError::AuthorityInvalid`] where nobody vouches.
    pub(crate) async fn discover(
        authority: &Authority,
        discovery: &InstanceDiscovery,
        http: &HttpClient,
    ) -> Result<Self, SignInError> {
        let url = authority.configuration_url()?;
        let instance = Instance::discover(authority, discovery, http).await?;
        let failed = |problem| SignInError::DiscoveryFailed { url: url.to_string(), problem };
        let answer = http.ask(&url).await?;
        if answer.status != 200 {
            let status = ConfigurationProblem::Status(answer.status);
            return Err(failed(
                Refusal::from_json(&answer.body).map_or(status, ConfigurationProblem::Refused),
            ));
        }
        Self::parse(&answer.body, authority, &instance).map_err(failed)
    }

    /// Reads and checks a description.
    pub(crate) fn parse(
        body: &[u8],
        authority: &Authority,
        instance: &Instance,
    ) -> Result<Self, ConfigurationProblem> {
        let description: Description =
            serde_json::from_slice(body).map_err(|_| ConfigurationProblem::Malformed)?;
        let issuer = Issuer::new(&description.issuer);
        if !issuer.belongs_to(authority, instance) {
            let found = description.issuer.chars().take(200).collect();
            return Err(ConfigurationProblem::OtherIssuer { found });
        }
        let endpoint = |name, text: Option<String>| endpoint(name, text.as_deref(), authority);
        let user_info = description.userinfo_endpoint;
        let device_authorization = description.device_authorization_endpoint;
        Ok(Self {
            authority: authority.clone(),
            instance: instance.clone(),
            issuer,
            authorization_endpoint: endpoint("authorization_endpoint", description.authorization_endpoint)?,
            token_endpoint: endpoint("token_endpoint", description.token_endpoint)?,
            keys_address: endpoint("jwks_uri", description.jwks_uri)?,
            user_info_endpoint: user_info
                .map(|text| endpoint("userinfo_endpoint", Some(text)))
                .transpose()?,
            // One that is not safe counts as none: it is no reason not to sign in with the browser.
            device_authorization_endpoint: device_authorization
                .and_then(|text| endpoint("device_authorization_endpoint", Some(text)).ok()),
            end_session_endpoint: description
                .end_session_endpoint
                .and_then(|text| endpoint("end_session_endpoint", Some(text)).ok()),
            answers_name_issuer: description.authorization_response_iss_parameter_supported,
            prompts: description.prompt_values_supported,
        })
    }
}

/// An endpoint over https, or over http where the provider itself is on this computer.
fn endpoint(
    name: &'static str,
    text: Option<&str>,
    authority: &Authority,
) -> Result<Url, ConfigurationProblem> {
    let refuse = || ConfigurationProblem::Endpoint(name);
    let url = text.and_then(|text| Url::parse(text).ok()).ok_or_else(refuse)?;
    let local = url.scheme() == "http" && is_loopback(&url) && authority.is_loopback();
    let safe = (url.scheme() == "https" || local)
        && url.host_str().is_some()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if safe { Ok(url) } else { Err(refuse()) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://id.example/realms/a";

    fn description() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://id.example/authorize?audience=x",
            "token_endpoint": "https://tokens.example/token",
            "jwks_uri": "https://id.example/keys",
        })
    }

    fn parse(description: &Value) -> Result<ProviderConfiguration, ConfigurationProblem> {
        let authority = Authority::openid(ISSUER).unwrap();
        ProviderConfiguration::parse(
            description.to_string().as_bytes(),
            &authority,
            &Instance::of(&authority),
        )
    }

    fn parse_with(name: &str, value: Value) -> Result<ProviderConfiguration, ConfigurationProblem> {
        let mut changed = description();
        changed[name] = value;
        parse(&changed)
    }

    #[test]
    fn a_description_gives_the_endpoints() {
        let configuration = parse(&description()).unwrap();
        assert_eq!(configuration.token_endpoint.as_str(), "https://tokens.example/token");
        assert_eq!(configuration.user_info_endpoint, None);
        assert_eq!(configuration.device_authorization_endpoint, None);
        assert!(!configuration.answers_name_issuer);
    }

    #[test]
    fn another_issuer_is_named_so_that_it_can_be_typed() {
        let error = parse_with("issuer", json!("https://id.example/realms/a/")).unwrap_err();
        assert!(error.to_string().contains("https://id.example/realms/a/;"), "{error}");
    }

    #[test]
    fn endpoints_must_be_safe() {
        for address in
            ["http://id.example/token", "http://localhost/token", "file:///etc", "x", "https://a:b@c/"]
        {
            let error = parse_with("token_endpoint", json!(address)).unwrap_err();
            assert_eq!(error, ConfigurationProblem::Endpoint("token_endpoint"), "{address}");
        }
        assert!(matches!(
            parse_with("jwks_uri", Value::Null),
            Err(ConfigurationProblem::Endpoint("jwks_uri"))
        ));
    }

    #[test]
    fn an_unsafe_endpoint_for_device_codes_counts_as_none() {
        let endpoint = |address| {
            let parsed = parse_with("device_authorization_endpoint", json!(address)).unwrap();
            parsed.device_authorization_endpoint.map(String::from)
        };
        assert_eq!(endpoint("https://id.example/device").as_deref(), Some("https://id.example/device"));
        assert_eq!(endpoint("http://id.example/device"), None);
    }

    #[test]
    fn a_provider_on_this_computer_may_speak_plain_http() {
        let authority = Authority::openid("http://localhost:8080").unwrap();
        let description = json!({
            "issuer": "http://localhost:8080",
            "authorization_endpoint": "http://localhost:8080/authorize",
            "token_endpoint": "http://127.0.0.1:8080/token",
            "jwks_uri": "http://[::1]:8080/keys",
        });
        assert!(
            ProviderConfiguration::parse(
                description.to_string().as_bytes(),
                &authority,
                &Instance::of(&authority)
            )
            .is_ok()
        );
    }

    #[test]
    fn what_is_no_description_is_refused() {
        let authority = Authority::openid(ISSUER).unwrap();
        for body in ["", "<html>", "[]", "{}", r#"{"issuer":1}"#] {
            let result = ProviderConfiguration::parse(body.as_bytes(), &authority, &Instance::of(&authority));
            assert!(matches!(result, Err(ConfigurationProblem::Malformed)), "{body}");
        }
    }
}
