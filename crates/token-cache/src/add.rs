use crate::{
    AccountHandling, AccountId, Added, CacheError, Grant, Section, TokenCache, TokenEvent, TokenResponse,
    identity::Identity,
    json::{Fields, Text},
    keys,
    sameness::{is_superseded, is_under_one_name, sorted_scopes},
};

/// Seconds that an access token lives when the response does not say, as MSAL assumes.
const DEFAULT_LIFETIME: i64 = 600;

impl TokenCache {
    /// Stores what a provider issued, with the same entries as MSAL Python 1.39. On an error nothing changes.
    pub fn add(&mut self, event: &TokenEvent<'_>) -> Result<Added, CacheError> {
        let Some(issue) = Issue::of(self, event)? else {
            return Ok(Added::SignedOutMeanwhile);
        };
        if issue.home.is_none() && event.grant.signs_a_person_in() {
            return Ok(Added::NamesNobody);
        }
        for section in Section::ALL {
            self.document.check_usable(section)?;
        }
        let access_token = self.add_access_token(&issue);
        if event.account == AccountHandling::Create {
            self.add_account(&issue);
        }
        self.add_id_token(&issue);
        self.add_or_rotate_refresh_token(&issue);
        self.add_app_metadata(&issue);
        self.has_changed = true;
        let environment = issue.environment;
        let account = issue.home.map(|home_account_id| AccountId { home_account_id, environment });
        Ok(Added::Stored { account, access_token })
    }

    fn add_access_token(&mut self, issue: &Issue<'_>) -> Option<String> {
        let event = issue.event;
        let secret = event.response.access_token.as_ref()?;
        let token_type = event.response.token_type.as_deref().unwrap_or("Bearer");
        let entry = issue
            .credential(Section::AccessToken, secret.expose())
            .with("client_id", event.client_id)
            .with("target", &issue.target)
            .with("realm", event.realm)
            .with("token_type", token_type);
        Some(self.put_token(Section::AccessToken, issue.with_lifetime_and_bonds(entry)))
    }

    /// What other libraries noted about the person stays; a name that they noted is brought up to date.
    fn add_account(&mut self, issue: &Issue<'_>) {
        let Some(home) = &issue.home else { return };
        let mut entry = issue.account_entry(home);
        let key = self.key_for(Section::Account, &entry);
        if let Some((_, known)) = self.document.entry(Section::Account, &key) {
            keep_unknown(&mut entry, known, &["account_source"]);
            for field in ["name", "given_name", "family_name"] {
                if let Some(claim) = issue.identity.claim(field).filter(|_| known.get(field).is_some()) {
                    entry.set_text(field, claim);
                }
            }
        }
        self.document.put(Section::Account, &key, entry);
    }

    fn add_id_token(&mut self, issue: &Issue<'_>) {
        let Some(secret) = &issue.event.response.id_token else { return };
        let entry = issue
            .credential(Section::IdToken, secret.expose())
            .with("realm", issue.event.realm)
            .with("client_id", issue.event.client_id);
        self.put_token(Section::IdToken, entry);
    }

    fn add_or_rotate_refresh_token(&mut self, issue: &Issue<'_>) {
        let event = issue.event;
        let Some(secret) = &event.response.refresh_token else { return };
        if let Grant::RefreshToken { stored_key } = event.grant {
            self.update_refresh_token(stored_key, secret, event.now);
            return;
        }
        let entry = issue
            .credential(Section::RefreshToken, secret.expose())
            .with("client_id", event.client_id)
            .with("target", &issue.target)
            .with("last_modification_time", &event.now.as_unix().to_string())
            .with_optional("family_id", event.response.foci.as_deref())
            .with_optional("user_assertion_hash", event.request.user_assertion_hash);
        self.put_token(Section::RefreshToken, entry);
    }

    fn add_app_metadata(&mut self, issue: &Issue<'_>) {
        let mut entry = Fields::default()
            .with("client_id", issue.event.client_id)
            .with("environment", &issue.environment)
            .with_optional("family_id", issue.event.response.foci.as_deref());
        let key = self.key_for(Section::AppMetadata, &entry);
        if let Some((_, known)) = self.document.entry(Section::AppMetadata, &key) {
            keep_unknown(&mut entry, known, &["family_id"]);
        }
        self.document.put(Section::AppMetadata, &key, entry);
    }

    /// Puts a token under its key, and takes away those that it supersedes. It has just been issued: clocks that
    /// disagree make none of those the newer.
    fn put_token(&mut self, section: Section, entry: Fields) -> String {
        let key = self.key_for(section, &entry);
        let alike = self.document.entries_of_home(section, entry.text("home_account_id"));
        let is_old = |stored: &Text, known: &Fields| {
            stored.as_str() != Some(&key) && is_superseded(section, known, &entry)
        };
        let old: Vec<Text> =
            alike.filter(|(key, known)| is_old(key, known)).map(|(key, _)| key.clone()).collect();
        for key in &old {
            self.document.take(section, key);
        }
        self.document.put(section, &key, entry);
        key
    }

    /// The key that another library stored the entry under, or else the canonical one.
    fn key_for(&self, section: Section, entry: &Fields) -> String {
        let canonical = keys::of_entry(section, entry);
        if self.document.entry(section, &canonical).is_some() {
            return canonical;
        }
        let is_same =
            |known: &Fields| is_under_one_name(known, entry) && is_superseded(section, known, entry);
        let home = entry.text("home_account_id");
        let known = self.document.entries_of_home(section, home).find(|(_, known)| is_same(known));
        known.and_then(|(key, _)| key.as_str()).map_or(canonical, str::to_owned)
    }
}

/// An event with what is derived from it.
struct Issue<'a> {
    event: &'a TokenEvent<'a>,
    identity: Identity,
    /// None for an application's own tokens.
    home: Option<String>,
    environment: String,
    /// The granted scopes, sorted and space-joined.
    target: String,
}

impl<'a> Issue<'a> {
    /// None when the refresh token that was used is no longer in the cache.
    fn of(cache: &TokenCache, event: &'a TokenEvent<'a>) -> Result<Option<Self>, CacheError> {
        let mut used = None;
        if let Grant::RefreshToken { stored_key } = event.grant {
            used = cache.document.entry(Section::RefreshToken, stored_key);
            if used.is_none() {
                return Ok(None);
            }
        }
        let identity = Identity::of(event.response)?;
        // Generic providers answer a renewal without an ID token: it is still the same person's.
        let home_of_used = used.and_then(|(_, entry)| entry.text("home_account_id"));
        let home = identity.home_account_id.clone().or_else(|| home_of_used.map(str::to_owned));
        let (environment, target) = (event.environment.to_lowercase(), target_of(event));
        Ok(Some(Self { event, identity, home, environment, target }))
    }

    /// The fields that all credentials begin with.
    fn credential(&self, section: Section, secret: &str) -> Fields {
        Fields::default()
            .with("credential_type", section.name())
            .with("secret", secret)
            .with_nullable("home_account_id", self.home.as_deref())
            .with("environment", &self.environment)
    }

    fn account_entry(&self, home: &str) -> Fields {
        let authority_type = if self.event.realm == "adfs" { "ADFS" } else { "MSSTS" };
        let username = self.identity.username().or_else(|| self.event.grant.username());
        Fields::default()
            .with("home_account_id", home)
            .with("environment", &self.environment)
            .with("realm", self.event.realm)
            .with("local_account_id", &self.identity.local_account_id())
            .with("username", username.unwrap_or_default())
            .with("authority_type", authority_type)
            .with_optional("account_source", self.event.grant.account_source())
    }

    fn with_lifetime_and_bonds(&self, entry: Fields) -> Fields {
        let (now, response, request) = (self.event.now, self.event.response, self.event.request);
        let after = |seconds| now.plus(seconds).as_unix().to_string();
        let lifetime = lifetime(response, now.as_unix());
        entry
            .with("cached_at", &after(0))
            .with("expires_on", &after(lifetime))
            .with("extended_expires_on", &after(response.ext_expires_in.unwrap_or(lifetime)))
            .with_optional("key_id", request.key_id)
            .with_optional("ext_cache_key", request.ext_cache_key().as_deref())
            .with_optional("refresh_on", response.refresh_in.map(after).as_deref())
            .with_optional("user_assertion_hash", request.user_assertion_hash)
    }
}

fn lifetime(response: &TokenResponse, now: i64) -> i64 {
    let until_end = || response.expires_on.filter(|end| *end != 0).map(|end| end.saturating_sub(now));
    response.expires_in.or_else(until_end).unwrap_or(DEFAULT_LIFETIME)
}

fn target_of(event: &TokenEvent<'_>) -> String {
    event
        .response
        .scope
        .as_deref()
        .map_or_else(|| sorted(event.requested_scopes.iter().map(String::as_str)), sorted_scopes)
}

fn sorted<'a>(scopes: impl Iterator<Item = &'a str>) -> String {
    let mut scopes: Vec<&str> = scopes.collect();
    scopes.sort_unstable();
    scopes.join(" ")
}

/// Takes over the fields that we never write, `except` those that we leave out on purpose.
fn keep_unknown(entry: &mut Fields, known: &Fields, except: &[&str]) {
    for (name, value) in known.iter() {
        let Some(name) = name.as_str() else { continue };
        if entry.get(name).is_none() && !except.contains(&name) {
            entry.set(name, value.clone());
        }
    }
}
