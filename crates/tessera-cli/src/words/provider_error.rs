use std::fmt::Display;

use connections::ConnectionError;
use sign_in::{AuthorityProblem, SignInError};

use super::{fill, library, library::Library, store_error::of_store};

/// What an error says that came while a provider was made ready or asked.
pub(super) fn of_connection(error: &ConnectionError) -> String {
    match error {
        ConnectionError::SignIn(error) => of_sign_in(error),
        error => error.to_string(),
    }
}

/// What an error of signing in, or of getting a token, says.
pub(crate) fn of_sign_in(error: &SignInError) -> String {
    use SignInError as E;
    let Some(texts) = library() else { return in_english(error) };
    let by = |text: &str, refusal: &dyn Display| fill(text, &[("refusal", refusal)]);
    match error {
        E::AuthorityInvalid { input, problem } => {
            fill(texts.authority_invalid, &[("input", input), ("problem", &of_authority(problem, texts))])
        }
        E::ClientIdInvalid(problem) => of_client_id(problem, texts).to_owned(),
        E::ScopeInvalid(scope) => fill(texts.scope_invalid, &[("scope", scope)]),
        E::DiscoveryFailed { url, problem } => {
            fill(texts.discovery_failed, &[("url", url), ("problem", problem)])
        }
        E::LoopbackUnavailable(reason) => fill(texts.loopback_unavailable, &[("reason", reason)]),
        E::PortTaken { port } => fill(texts.port_taken, &[("port", port)]),
        E::RedirectUriInvalid(uri) => fill(texts.redirect_uri_invalid, &[("uri", uri)]),
        E::ParameterInvalid(name) => fill(texts.parameter_invalid, &[("name", name)]),
        E::TimedOut { limit } => fill(texts.sign_in_timed_out, &[("seconds", &limit.as_secs())]),
        E::DeviceCodeNotOffered => texts.device_code_not_offered.to_owned(),
        E::DeviceCodeExpired { limit } => fill(texts.device_code_expired, &[("seconds", &limit.as_secs())]),
        E::ConsentRefused(refusal) => by(texts.consent_refused, refusal),
        E::AdminConsentNeeded(refusal) => by(texts.admin_consent_needed, refusal),
        E::StateMismatch => texts.state_mismatch.to_owned(),
        E::CodeExpired(refusal) => by(texts.code_expired, refusal),
        E::UnknownApplication(refusal) => by(texts.unknown_application, refusal),
        E::ProviderRefused(refusal) => by(texts.provider_refused, refusal),
        error => of_answer(error, texts),
    }
}

/// What went wrong with an answer, or with what was to become of it.
fn of_answer(error: &SignInError, texts: &Library) -> String {
    use SignInError as E;
    match error {
        E::Network { host, failure, .. } => fill(texts.network, &[("host", host), ("failure", failure)]),
        E::CertificateNotTrusted { host, .. } => fill(texts.certificate_not_trusted, &[("host", host)]),
        E::ProviderBusy { .. } => texts.provider_busy.to_owned(),
        E::Throttled { cause, after } => {
            fill(texts.throttled, &[("reason", &of_sign_in(cause)), ("seconds", &after.as_secs())])
        }
        E::AnswerInvalid { host, problem } => {
            fill(texts.answer_invalid, &[("host", host), ("problem", problem)])
        }
        E::IdTokenInvalid(problem) => fill(texts.id_token_invalid, &[("problem", problem)]),
        E::ClockSkew { claim, seconds, measured } => {
            let by_the_server = measured.map(|ahead| of_clock(ahead, texts)).unwrap_or_default();
            let values: [(&str, &dyn Display); 3] =
                [("claim", claim), ("seconds", seconds), ("measured", &by_the_server)];
            fill(texts.clock_skew, &values)
        }
        E::ApiRefused { url, status, .. } => fill(texts.api_refused, &[("url", url), ("status", status)]),
        E::ApiMissing => texts.api_missing.to_owned(),
        E::Store(error) => fill(texts.store, &[("reason", &of_store(error))]),
        E::NotStored(error) => fill(texts.not_stored, &[("reason", &of_store(error))]),
        E::NotCacheable(error) => fill(texts.not_cacheable, &[("reason", error)]),
        E::CaFileUnusable { path, problem } => {
            fill(texts.ca_file, &[("path", &path.display()), ("problem", problem)])
        }
        E::ProxyInvalid => texts.proxy_invalid.to_owned(),
        E::HttpClient(error) => fill(texts.http_client, &[("reason", error)]),
        E::Interrupted => texts.interrupted.to_owned(),
        error => error.to_string(),
    }
}

/// How far this computer's clock is from the provider's, by the provider's answer.
fn of_clock(ahead: i64, texts: &Library) -> String {
    let text = if ahead < 0 { texts.clock_ahead } else { texts.clock_behind };
    fill(text, &[("seconds", &ahead.unsigned_abs())])
}

/// A store's error brings along what the system said.
fn in_english(error: &SignInError) -> String {
    match error {
        SignInError::Store(source) => error.to_string().replace(&source.to_string(), &of_store(source)),
        error => error.to_string(),
    }
}

/// The crate tells its three problems with a client ID apart by their sentences only.
fn of_client_id<'a>(sentence: &str, texts: &'a Library) -> &'a str {
    match sentence {
        "it is empty" => texts.client_id_empty,
        "with Microsoft Entra it is a GUID" => texts.client_id_not_guid,
        _ => texts.client_id_characters,
    }
}

fn of_authority(problem: &AuthorityProblem, texts: &Library) -> String {
    use AuthorityProblem as P;
    let text = match problem {
        P::Empty => texts.empty,
        P::NotAUrl => texts.not_a_url,
        P::NotHttps => texts.not_https,
        P::UserInformation => texts.user_information,
        P::QueryOrFragment => texts.query_or_fragment,
        P::TenantMalformed => texts.tenant_malformed,
        P::PortNotExpected => texts.port,
        P::PathNotExpected => texts.path,
        P::DescriptionAddress => texts.description_address,
        P::EnvironmentMalformed => texts.environment,
        P::PolicyMissing => texts.policy_missing,
        P::SchemeMissing(host) => return fill(texts.scheme_missing, &[("host", host)]),
        P::NotAnEntraHost(host) => return fill(texts.not_entra_host, &[("host", host)]),
        P::IsAnEntraHost(host) => return fill(texts.entra_host, &[("host", host)]),
        P::TenantMissing(host) => return fill(texts.tenant_missing, &[("host", host)]),
        P::OtherKind(kind) => return fill(texts.kind, &[("kind", kind)]),
        P::HostNotAscii(host) => return fill(texts.host_not_ascii, &[("host", host)]),
        P::Lookalike(host) => return fill(texts.lookalike, &[("host", host)]),
    };
    text.to_owned()
}
