use serde::Deserialize;
use token_cache::{aliases, is_same_environment};
use url::Url;

use super::Refusal;
use crate::address::is_loopback;
use crate::{AnswerProblem, Authority, AuthorityProblem, HttpClient, InstanceDiscovery, SignInError};

/// The names of the cloud of Entra that an authority belongs to; for other kinds of authorities just their host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    hosts: Vec<String>,
}

/// An answer of instance discovery.
#[derive(Deserialize)]
struct Body {
    tenant_discovery_endpoint: String,
    #[serde(default)]
    metadata: Vec<Cloud>,
}

#[derive(Deserialize)]
struct Cloud {
    #[serde(default)]
    aliases: Vec<String>,
}

impl Instance {
    /// What is known without asking anybody.
    pub(crate) fn of(authority: &Authority) -> Self {
        let host = authority.environment();
        let known = aliases(host).iter().copied().filter(|alias| *alias != host);
        Self { hosts: std::iter::once(host).chain(known).map(str::to_owned).collect() }
    }

    /// Has an unknown host vouched for; nobody is asked about others.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`] where the host is not known there either, and as a provider's
    /// description does where nobody answers.
    pub(crate) async fn discover(
        authority: &Authority,
        discovery: &InstanceDiscovery,
        http: &HttpClient,
    ) -> Result<Self, SignInError> {
        let Some(mut url) = discovery.address().filter(|_| authority.needs_a_voucher()) else {
            return Ok(Self::of(authority));
        };
        if url.scheme() != "https" && !is_loopback(&url) {
            return Err(not_vouched(authority));
        }
        let endpoint = format!("{}/oauth2/v2.0/authorize", authority.as_str());
        url.query_pairs_mut()
            .append_pair("api-version", "1.1")
            .append_pair("authorization_endpoint", &endpoint);
        let answer = http.ask(&url).await?;
        match answer.status {
            200 => Self::vouched(&answer.json()?, authority).ok_or_else(|| not_vouched(authority)),
            400..=499 if Refusal::from_json(&answer.body).is_some() => Err(not_vouched(authority)),
            status => Err(answer.invalid(AnswerProblem::Status(status))),
        }
    }

    /// The cloud that has the host among its names, if the answer leads to no other host than one of those. Where it
    /// leads is not followed: the authority's own address says that.
    fn vouched(body: &Body, authority: &Authority) -> Option<Self> {
        let host = authority.environment();
        let clouds = body.metadata.iter().map(|cloud| &cloud.aliases);
        let own = clouds.into_iter().find(|names| names.iter().any(|name| name.eq_ignore_ascii_case(host)));
        let mut hosts = vec![host.to_owned()];
        hosts.extend(
            own.into_iter().flatten().map(|name| name.to_ascii_lowercase()).filter(|name| name != host),
        );
        let instance = Self { hosts };
        let leads_to = Url::parse(&body.tenant_discovery_endpoint).ok()?;
        let fits = leads_to.scheme() == "https" && instance.has(leads_to.host_str()?);
        fits.then_some(instance)
    }

    /// The names that are not known without a question.
    pub(crate) fn told(&self, authority: &Authority) -> Vec<String> {
        let known = authority.environment();
        self.hosts.iter().filter(|host| !is_same_environment(host, known)).cloned().collect()
    }

    /// Whether the host is one of the names.
    pub(crate) fn has(&self, host: &str) -> bool {
        self.hosts.iter().any(|name| name.eq_ignore_ascii_case(host))
    }
}

fn not_vouched(authority: &Authority) -> SignInError {
    let host = authority.environment().to_owned();
    SignInError::AuthorityInvalid {
        input: authority.as_str().to_owned(),
        problem: AuthorityProblem::NotAnEntraHost(host),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn authority() -> Authority {
        Authority::entra("https://login.newcloud.example/fabrikam.example").unwrap()
    }

    fn vouched(body: Value) -> Option<Instance> {
        Instance::vouched(&serde_json::from_value(body).unwrap(), &authority())
    }

    #[test]
    fn a_known_cloud_has_its_names_without_a_question() {
        let instance = Instance::of(&Authority::entra("common").unwrap());
        assert!(instance.has("login.windows.net") && instance.has("STS.windows.net"));
        assert!(!instance.has("login.microsoftonline.us"));
        assert_eq!(instance.hosts[0], "login.microsoftonline.com");
    }

    #[test]
    fn the_names_of_an_unknown_cloud_are_those_of_its_own_group() {
        let instance = vouched(json!({
            "tenant_discovery_endpoint":
                "https://login.newcloud.example/fabrikam.example/v2.0/.well-known/openid-configuration",
            "metadata": [
                {"preferred_network": "x", "preferred_cache": "x", "aliases": ["login.other.example"]},
                {"preferred_network": "x", "preferred_cache": "x",
                 "aliases": ["Login.NewCloud.example", "sts.newcloud.example"]},
            ],
        }));
        assert_eq!(instance.unwrap().hosts, ["login.newcloud.example", "sts.newcloud.example"]);
    }

    /// As Entra's public cloud answered while there was a German one, with what it says of itself.
    #[test]
    fn the_german_cloud_is_vouched_for_by_what_the_public_one_recorded() {
        let body = json!({
            "tenant_discovery_endpoint":
                "https://login.microsoftonline.de/common/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [
                {"preferred_network": "login.microsoftonline.com", "preferred_cache": "login.windows.net",
                 "aliases": ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com",
                             "sts.windows.net"]},
                {"preferred_network": "login.microsoftonline.de", "preferred_cache": "login.microsoftonline.de",
                 "aliases": ["login.microsoftonline.de"]},
            ],
        });
        let authority = Authority::entra("https://login.microsoftonline.de/common").unwrap();
        assert!(authority.needs_a_voucher());
        let instance = Instance::vouched(&serde_json::from_value(body).unwrap(), &authority).unwrap();
        assert_eq!(instance.hosts, ["login.microsoftonline.de"]);
    }

    #[tokio::test]
    async fn nobody_vouches_in_the_clear() {
        let at = InstanceDiscovery::At(Url::parse("http://login.newcloud.example/x").unwrap());
        let result = Instance::discover(&authority(), &at, &HttpClient::new().unwrap()).await;
        assert!(matches!(result, Err(SignInError::AuthorityInvalid { .. })), "{result:?}");
    }

    #[test]
    fn an_answer_that_leads_elsewhere_vouches_for_nobody() {
        for leads_to in [
            "https://login.evil.example/fabrikam.example/v2.0/.well-known/openid-configuration",
            "http://login.newcloud.example/x",
            "https://login.newcloud.example.evil.example/x",
            "x",
        ] {
            assert_eq!(vouched(json!({"tenant_discovery_endpoint": leads_to})), None, "{leads_to}");
        }
    }
}
