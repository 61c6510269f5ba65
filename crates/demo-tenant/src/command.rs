use demo_tenant::{DemoError, DemoTenant, Endpoint, Fault, IdTokenFlaw, RefreshTokenRule};
use serde::Deserialize;
use serde_json::{Value, json};

/// A switch as a line of JSON: `{"switch": "fail-next", "endpoint": "token", "fault": "drop", "times": 2}`.
#[derive(Deserialize)]
#[serde(tag = "switch", rename_all = "kebab-case")]
enum Command {
    FailNext { endpoint: Endpoint, fault: Fault, times: usize },
    SpoilIdTokens { flaw: IdTokenFlaw, times: usize },
    Clear,
    SetAccessTokenLifetime { seconds: i64 },
    SetRefreshIn { seconds: Option<i64> },
    SetDeviceCodeInterval { seconds: i64 },
    OfferCompleteLinks,
    ExpireDeviceCodes,
    ExpireAccessTokens,
    RequireAuthenticationContext { context: Option<String> },
    SetRefreshTokenRule { rule: RefreshTokenRule },
    RevokeGrants { person: String },
    ExpireRefreshTokens,
    ForgetConsents,
    ForgetBrowsers,
    SkewClock { seconds: i64 },
    AdvanceClock { seconds: i64 },
    Counts,
}

/// Turns a switch and says `{"ok": true}` with what else there is to say, or `{"error": "..."}`.
pub(crate) async fn obey(tenant: &DemoTenant, line: &str) -> Value {
    match serde_json::from_str(line) {
        Ok(command) => {
            turn(tenant, command).await.unwrap_or_else(|error| json!({ "error": error.to_string() }))
        }
        Err(error) => json!({ "error": error.to_string() }),
    }
}

async fn turn(tenant: &DemoTenant, command: Command) -> Result<Value, DemoError> {
    let switches = tenant.switches();
    match command {
        Command::FailNext { endpoint, fault, times } => switches.fail_next(endpoint, fault, times),
        Command::SpoilIdTokens { flaw, times } => switches.spoil_id_tokens(flaw, times),
        Command::Clear => switches.clear(),
        Command::SetAccessTokenLifetime { seconds } => switches.set_access_token_lifetime(seconds),
        Command::SetRefreshIn { seconds } => switches.set_refresh_in(seconds),
        Command::SetDeviceCodeInterval { seconds } => switches.set_device_code_interval(seconds),
        Command::OfferCompleteLinks => switches.offer_complete_links(),
        Command::ExpireDeviceCodes => {
            return Ok(json!({ "ok": true, "count": switches.expire_device_codes() }));
        }
        Command::ExpireAccessTokens => switches.expire_access_tokens(),
        Command::RequireAuthenticationContext { context } => {
            switches.require_authentication_context(context.as_deref());
        }
        Command::SetRefreshTokenRule { rule } => switches.set_refresh_token_rule(rule),
        Command::RevokeGrants { person } => {
            return Ok(json!({ "ok": true, "count": switches.revoke_grants(&person).await? }));
        }
        Command::ExpireRefreshTokens => {
            return Ok(json!({ "ok": true, "count": switches.expire_refresh_tokens().await? }));
        }
        Command::ForgetConsents => switches.forget_consents().await?,
        Command::ForgetBrowsers => switches.forget_browsers(),
        Command::SkewClock { seconds } => switches.skew_clock(seconds),
        Command::AdvanceClock { seconds } => tenant.clock().advance(seconds),
        Command::Counts => return Ok(counts(tenant)),
    }
    Ok(json!({ "ok": true }))
}

fn counts(tenant: &DemoTenant) -> Value {
    let switches = tenant.switches();
    let mut requests = serde_json::Map::new();
    for endpoint in Endpoint::ALL {
        if let Ok(Value::String(name)) = serde_json::to_value(endpoint) {
            requests.insert(name, switches.requests(endpoint).into());
        }
    }
    let redemptions = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"]
        .map(|name| (name.to_owned(), switches.redemptions(name).into()));
    json!({ "ok": true, "requests": requests, "redemptions": serde_json::Map::from_iter(redemptions) })
}
