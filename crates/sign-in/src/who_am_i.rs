use serde_json::{Map, Value};
use token_cache::{AccountId, Secret, TokenQuery, decode_jwt};
use url::Url;

use crate::address::is_loopback;
use crate::http::HttpAnswer;
use crate::{AnswerProblem, ClaimsChallenge, PublicClientApplication, SignInError};

/// What to ask who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhoAmISource {
    /// Microsoft Graph at that address, such as `https://graph.microsoft.com`: `/v1.0/me` below it.
    Graph(Url),
    /// The provider's own endpoint (OpenID Connect Core 1.0, section 5.3).
    UserInfo,
}

/// Who an API says that a token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoAmI {
    /// The address that was asked.
    pub url: String,
    /// The person's name; empty where the answer has none.
    pub display_name: String,
    /// The username or mail address; empty where the answer has none.
    pub username: String,
    /// Every plain field of the answer, in its order. Lists of plain values are written as JSON.
    pub fields: Vec<(String, String)>,
}

impl PublicClientApplication {
    /// Asks an API who the token belongs to.
    ///
    /// Fails with [`SignInError::ApiRefused`], [`SignInError::ApiMissing`], [`SignInError::AnswerInvalid`], or as
    /// discovery does.
    pub async fn ask_who_am_i(
        &self,
        source: &WhoAmISource,
        account: &AccountId,
        access_token: &Secret,
    ) -> Result<WhoAmI, SignInError> {
        match source {
            WhoAmISource::Graph(base) => self.ask(&graph_me(base)?, access_token).await.map(|(who, _)| who),
            WhoAmISource::UserInfo => {
                let configuration = self.client.configuration().await?;
                let url = configuration.user_info_endpoint.as_ref().ok_or(SignInError::ApiMissing)?;
                let (who, answer) = self.ask(url, access_token).await?;
                self.check_subject(account, &who, &answer).await?;
                Ok(who)
            }
        }
    }

    async fn ask(&self, url: &Url, access_token: &Secret) -> Result<(WhoAmI, HttpAnswer), SignInError> {
        let bearer = |request: reqwest::RequestBuilder| request.bearer_auth(access_token.expose());
        let answer = self.client.http.ask_with(url, bearer).await?;
        match answer.status {
            200 if answer.is_json => Ok((WhoAmI::read(url, &answer.json()?), answer)),
            200 => Err(answer.invalid(AnswerProblem::NotJson)),
            400..=499 => Err(refused(url, &answer)),
            status => Err(answer.invalid(AnswerProblem::Status(status))),
        }
    }

    /// The answer has to be about the person of the ID token, or else the token was another's (section 5.3.2).
    async fn check_subject(
        &self,
        account: &AccountId,
        who: &WhoAmI,
        answer: &HttpAnswer,
    ) -> Result<(), SignInError> {
        let snapshot = self.client.store.load().await?;
        let client_id = Some(self.client.client_id.as_str());
        let query = TokenQuery { client_id, ..TokenQuery::of_account(account) };
        let tokens = snapshot.cache.id_tokens(&query);
        let mut subjects = tokens.filter_map(|token| subject(&token.secret()?)).peekable();
        let told = who.fields.iter().find(|(name, _)| name == "sub").map(|(_, value)| value);
        if subjects.peek().is_some() && !subjects.any(|subject| Some(&subject) == told) {
            return Err(answer.invalid(AnswerProblem::OtherAccount));
        }
        Ok(())
    }
}

impl WhoAmI {
    fn read(url: &Url, answer: &Map<String, Value>) -> Self {
        let first = |names: &[&str]| {
            let texts = names.iter().filter_map(|name| answer.get(*name).and_then(Value::as_str));
            texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
        };
        Self {
            url: url.to_string(),
            display_name: first(&["displayName", "name", "givenName", "given_name", "nickname"]),
            username: first(&["userPrincipalName", "preferred_username", "mail", "email", "upn"]),
            fields: answer.iter().filter_map(|(name, value)| Some((name.clone(), plain(value)?))).collect(),
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(list) if list.iter().all(|item| !item.is_object() && !item.is_array()) => {
            Some(value.to_string())
        }
        _ => None,
    }
}

fn graph_me(base: &Url) -> Result<Url, SignInError> {
    let safe = base.scheme() == "https" || (base.scheme() == "http" && is_loopback(base));
    let text = format!("{}/v1.0/me", base.as_str().trim_end_matches('/'));
    Url::parse(&text).ok().filter(|_| safe).ok_or(SignInError::ApiMissing)
}

/// Graph's errors are objects with a code; OAuth's are names (RFC 6750, section 3.1).
fn refused(url: &Url, answer: &HttpAnswer) -> SignInError {
    let body: Option<Value> = answer.json().ok();
    let error = body.as_ref().and_then(|body| body.get("error"));
    let code = error.and_then(|error| error.get("code").unwrap_or(error).as_str());
    let code = code.map(|code| code.chars().filter(char::is_ascii_graphic).take(40).collect());
    let challenge = answer.www_authenticate.as_deref();
    let claims = challenge.and_then(ClaimsChallenge::from_www_authenticate);
    SignInError::ApiRefused { url: url.to_string(), status: answer.status, code, claims }
}

fn subject(id_token: &Secret) -> Option<String> {
    let claims = decode_jwt(id_token)?.claims;
    claims.get("sub").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(answer: &Value) -> WhoAmI {
        WhoAmI::read(&Url::parse("https://graph.example/v1.0/me").unwrap(), answer.as_object().unwrap())
    }

    #[test]
    fn graphs_answer_gives_name_username_and_plain_fields_in_order() {
        let who = read(&json!({
            "displayName": "Ada", "businessPhones": ["1"], "mail": null, "userPrincipalName": "ada@a.example",
            "manager": {"id": 1}, "age": 3,
        }));
        assert_eq!((who.display_name.as_str(), who.username.as_str()), ("Ada", "ada@a.example"));
        let names: Vec<&str> = who.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["displayName", "businessPhones", "userPrincipalName", "age"]);
        assert_eq!(who.fields[1].1, "[\"1\"]");
    }

    #[test]
    fn an_answer_of_a_userinfo_endpoint_does_too() {
        let who = read(&json!({"sub": "1", "name": "Zoë", "email": "z@a.example"}));
        assert_eq!((who.display_name.as_str(), who.username.as_str()), ("Zoë", "z@a.example"));
    }

    #[test]
    fn a_token_is_not_sent_in_the_clear() {
        let remote = Url::parse("http://graph.example").unwrap();
        assert!(matches!(graph_me(&remote), Err(SignInError::ApiMissing)));
        let local = Url::parse("http://localhost:8080/").unwrap();
        assert_eq!(graph_me(&local).unwrap().as_str(), "http://localhost:8080/v1.0/me");
    }
}
