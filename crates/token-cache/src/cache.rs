use std::{fmt, mem, sync::Arc};

use zeroize::Zeroizing;

use crate::{
    AccessToken, Account, AccountId, Accounts, AppMetadata, BearerToken, CacheError, DeadMark, IdToken,
    JsonPieces, RefreshToken, Secret, Section, SharedJson, Timestamp, Token, TokenQuery, accounts, dead_mark,
    document::{Asked, Document, Written},
    environment::is_same_environment,
    json::{Fields, Text, Writer},
    keys, realm_note, requested_note,
    shared_json::SIZE_LIMIT,
};

/// Accounts and tokens in MSAL's unified schema.
///
/// A clone is cheap and shares the entries with its original until one of them changes.
#[derive(Clone, Default)]
pub struct TokenCache {
    pub(crate) document: Document,
    pub(crate) has_changed: bool,
}

impl TokenCache {
    /// The most bytes that are read, more than any cache has: 1 GiB, as the stores in files read. What is larger is
    /// refused unread ([`CacheError::TooLarge`]).
    pub const SIZE_LIMIT: usize = 1 << 30;

    /// Reads a cache as the MSAL libraries write it. As with them, no bytes are an empty cache: for what
    /// was read from a file, where that means a cut write, see [`TokenCache::deserialize_file`].
    ///
    /// Nothing is lost: what is not understood, unknown sections and fields, wrong types, stays where it is.
    /// Of two members of one name the last counts. The caller wipes `json`.
    pub fn deserialize(json: &[u8]) -> Result<Self, CacheError> {
        if json.is_empty() { Ok(Self::default()) } else { Self::deserialize_file(json) }
    }

    /// As [`TokenCache::deserialize`], but no bytes are [`CacheError::EmptyFile`], never an empty cache.
    pub fn deserialize_file(json: &[u8]) -> Result<Self, CacheError> {
        check_size(json)?;
        Self::deserialize_owned(Zeroizing::new(json.to_vec()))
    }

    /// As [`TokenCache::deserialize_file`], but keeps `json` instead of copying it: the fastest way to read, with the
    /// least memory. It is wiped with the last cache that holds it, and on an error.
    pub fn deserialize_owned(mut json: Zeroizing<Vec<u8>>) -> Result<Self, CacheError> {
        if json.is_empty() {
            return Err(CacheError::EmptyFile);
        }
        check_size(&json)?;
        Self::read(&SharedJson::from_bytes(mem::take(&mut *json))?)
    }

    /// As [`TokenCache::deserialize_owned`], of what is known to be text.
    pub fn deserialize_text(mut json: Zeroizing<String>) -> Result<Self, CacheError> {
        if json.is_empty() {
            return Err(CacheError::EmptyFile);
        }
        check_size(json.as_bytes())?;
        Self::read(&SharedJson::new(mem::take(&mut *json)))
    }

    fn read(json: &SharedJson) -> Result<Self, CacheError> {
        Ok(Self { document: Document::read(json)?, has_changed: false })
    }

    /// The JSON, byte for byte as Python's `json.dumps(cache, indent=4)` writes it; `{}` when empty.
    pub fn serialize(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.write().0.into_bytes())
    }

    /// As [`TokenCache::serialize`], and the cache rests on the very bytes of the answer from now on.
    ///
    /// It lets go of the bytes that it was read from, with whatever was removed or replaced since: they are wiped
    /// with the last snapshot that still holds them.
    pub fn serialize_shared(&mut self) -> SharedJson {
        let (json, written) = self.write();
        let json = SharedJson::new(json);
        if json.len() <= SIZE_LIMIT {
            self.document.rest_on(&json, &written);
        }
        json
    }

    /// As [`TokenCache::serialize`], without copying what is as it was read: that takes next to no time and memory.
    ///
    /// The answer shares the bytes that the cache rests on. Where those hold what was removed or replaced since,
    /// [`mark_saved`](Self::mark_saved) has to come first if they are not to be kept for as long.
    pub fn serialize_in_pieces(&self) -> JsonPieces {
        let mut writer = Writer::sharing();
        self.document.write(&mut writer);
        writer.finish_pieces()
    }

    fn write(&self) -> (String, Written) {
        let mut writer = Writer::with_capacity(self.document.size_hint());
        let written = self.document.write(&mut writer);
        (writer.finish(), written)
    }

    /// Whether anything was added, changed or removed since the cache was read or
    /// [marked as saved](Self::mark_saved).
    pub const fn has_state_changed(&self) -> bool {
        self.has_changed
    }

    /// Says that what the cache holds now is stored safely.
    ///
    /// What was removed or replaced since it was read is let go of here, as by [`TokenCache::serialize_shared`].
    pub fn mark_saved(&mut self) {
        if self.document.has_waste() {
            self.serialize_shared();
        }
        self.has_changed = false;
    }

    /// The accounts in the order of their first entries. Put together once, and anew after a change of theirs.
    pub fn accounts(&self) -> Accounts {
        accounts::all(&self.document)
    }

    /// One account, under any alias of its environment.
    pub fn account(&self, id: &AccountId) -> Option<Account> {
        accounts::collect(&self.document, Some(id)).pop()
    }

    /// The person's name, from an entry of the account or from an ID token: those are taken apart for it, which takes some
    /// microseconds each.
    pub fn name_of(&self, account: &Account) -> Option<String> {
        accounts::name_of(&self.document, account)
    }

    /// Access tokens, valid or not, in the order in which they were added.
    pub fn access_tokens<'a, 'q>(
        &'a self,
        query: &TokenQuery<'q>,
    ) -> impl Iterator<Item = AccessToken<'a>> + use<'a, 'q> {
        let query = *query;
        let entries = self.document.candidates(Section::AccessToken, &query);
        entries
            .filter(move |(_, entry)| query.matches(entry))
            .map(|(key, entry)| AccessToken::new(key, entry))
    }

    /// A bearer token that has every scope of the query and has not ended at `now`. Of several, the one that
    /// was granted exactly these scopes; else the one that was added first.
    ///
    /// To leave it time to be used, pass a later `now`. A token that is bound to a key, or to further
    /// parameters, is found only by its `key_id` and its `ext_cache_key`.
    pub fn find_access_token(&self, query: &TokenQuery<'_>, now: Timestamp) -> Option<AccessToken<'_>> {
        let is_fit = |token: &AccessToken<'_>| token.is_usable(now) && token.is_free_for(query);
        let mut fit = self.access_tokens(query).filter(is_fit);
        let first = fit.next()?;
        let Some(second) = fit.next() else { return Some(first) };
        let key = keys::of_access_token_query(query);
        let is_exact = |token: &AccessToken<'_>| key.as_deref() == Some(token.stored_key());
        Some([first, second].into_iter().chain(fit).find(is_exact).unwrap_or(first))
    }

    /// As [`TokenCache::find_access_token`], for a token that is to be sent. To find the same one again takes one look;
    /// what is remembered for it, of some dozens of queries, is wiped with this cache, and when its access tokens change.
    pub fn bearer_token(&self, query: &TokenQuery<'_>, now: Timestamp) -> Option<Arc<BearerToken>> {
        let asked = Asked::of(query);
        if let Some(known) = asked.and_then(|asked| self.document.found_before(asked, now)) {
            return Some(known);
        }
        let token = Arc::new(BearerToken::of(&self.find_access_token(query, now)?)?);
        if let Some(asked) = asked {
            self.document.remember(asked, now, &token);
        }
        Some(token)
    }

    /// Of this cache no more than what [`bearer_token`](Self::bearer_token) has found in it and what
    /// [`note_realm`](Self::note_realm) has noted: it answers the same queries again in a tenth of the memory, each time with
    /// a token that is put together anew, in some 2 µs. Whatever else it is asked it does not know, so it is for whoever can get
    /// the whole cache when something is not found, and it must never be stored. Also answered is how many bytes its tokens
    /// take.
    #[must_use]
    pub fn found_only(&self) -> (Self, usize) {
        let (mut document, length) = self.document.found_only();
        for (key, entry) in self.document.entries(Section::AppMetadata) {
            if let (Some(key), Some(noted)) = (key.as_str(), realm_note::only(entry)) {
                document.put(Section::AppMetadata, key, noted);
            }
        }
        (Self { document, has_changed: false }, length)
    }

    /// Remembers what [`bearer_token`](Self::bearer_token) has found in another cache of the same content, or of the same
    /// before it was [reduced](Self::found_only).
    pub fn remember_found_in(&self, same: &Self) {
        self.document.remember_found_in(&same.document);
    }

    /// Refresh tokens, the one that was last issued first: it is the most likely to work.
    pub fn refresh_tokens(&self, query: &TokenQuery<'_>) -> Vec<RefreshToken<'_>> {
        let entries = self.document.candidates(Section::RefreshToken, query);
        let matching = entries.filter(|(_, entry)| query.matches(entry));
        let mut tokens: Vec<_> = matching.map(|(key, entry)| RefreshToken::new(key, entry)).collect();
        tokens.sort_by_key(|token| std::cmp::Reverse(token.last_modification_time().unwrap_or_default()));
        tokens
    }

    /// ID tokens in the order in which they were added.
    pub fn id_tokens<'a, 'q>(
        &'a self,
        query: &TokenQuery<'q>,
    ) -> impl Iterator<Item = IdToken<'a>> + use<'a, 'q> {
        let query = *query;
        let entries = self.document.candidates(Section::IdToken, &query);
        entries.filter(move |(_, entry)| query.matches(entry)).map(|(key, entry)| IdToken::new(key, entry))
    }

    /// What is known about an application; none when it never got a token here.
    pub fn app_metadata(&self, client_id: &str, environment: &str) -> Option<AppMetadata<'_>> {
        let of_application = || {
            let entries =
                self.document.entries(Section::AppMetadata).map(|(_, entry)| AppMetadata::new(entry));
            entries.filter(|metadata| metadata.client_id() == Some(client_id))
        };
        let is_own = |name: &str| name.eq_ignore_ascii_case(environment);
        of_application()
            .find(|metadata| metadata.environment().is_some_and(is_own))
            .or_else(|| of_application().find(|metadata| is_alias(*metadata, environment)))
    }

    /// The token that is stored under a key in one of the three sections of tokens.
    pub fn token_by_key(&self, section: Section, stored_key: &str) -> Option<Token<'_>> {
        let (key, entry) = self.document.entry(section, stored_key)?;
        match section {
            Section::AccessToken => Some(Token::Access(AccessToken::new(key, entry))),
            Section::RefreshToken => Some(Token::Refresh(RefreshToken::new(key, entry))),
            Section::IdToken => Some(Token::Id(IdToken::new(key, entry))),
            Section::Account | Section::AppMetadata => None,
        }
    }

    /// Puts a rotated refresh token in the place of the one that brought it; false when that one is gone.
    pub fn update_refresh_token(&mut self, stored_key: &str, new: &Secret, now: Timestamp) -> bool {
        let is_there = self.document.change(Section::RefreshToken, stored_key, |entry| {
            entry.set_text("secret", new.expose());
            entry.set_text("last_modification_time", &now.as_unix().to_string());
            entry.remove(dead_mark::FIELD);
        });
        self.has_changed |= is_there;
        is_there
    }

    /// Marks a refresh token that the provider has called dead; it stays, and [`RefreshToken::dead_mark`] says so.
    /// False where the entry is gone, has another secret by now, or is marked already.
    pub fn mark_refresh_token_dead(&mut self, stored_key: &str, dead: &Secret, mark: DeadMark<'_>) -> bool {
        let is_it = self.document.entry(Section::RefreshToken, stored_key).is_some_and(|(_, entry)| {
            entry.text("secret") == Some(dead.expose()) && DeadMark::of(entry).is_none()
        });
        if is_it {
            let mark = |entry: &mut Fields| entry.set_text(dead_mark::FIELD, &mark.text(dead));
            self.document.change(Section::RefreshToken, stored_key, mark);
            self.has_changed = true;
        }
        is_it
    }

    /// The realm that was noted for an authority of this environment, if one was.
    pub fn noted_realm(&self, client_id: &str, environment: &str, authority: &str) -> Option<&str> {
        let entries = self.document.entries(Section::AppMetadata).map(|(_, entry)| entry);
        let mut own = entries.filter(|entry| is_of_application(entry, client_id, environment));
        own.find_map(|entry| realm_note::noted(entry, authority))
    }

    /// Notes the realm that an authority of this environment has, where only its provider could tell; false where
    /// nothing is known about the application, or that is noted already. Neither may have a blank in it.
    pub fn note_realm(&mut self, client_id: &str, environment: &str, authority: &str, realm: &str) -> bool {
        let is_own = |(_, entry): &(&Text, &Fields)| is_of_application(entry, client_id, environment);
        let own = self.document.entries(Section::AppMetadata).find(is_own);
        let new = own.filter(|(_, entry)| realm_note::noted(entry, authority) != Some(realm));
        let note = new.and_then(|(key, entry)| {
            Some((key.as_str()?.to_owned(), realm_note::with_note(entry, authority, realm)?))
        });
        let Some((key, note)) = note else { return false };
        self.document.change(Section::AppMetadata, &key, |entry| entry.set_text(realm_note::FIELD, &note));
        self.has_changed = true;
        true
    }

    /// Notes the scopes that the access token under that key was asked for with, in a field that the other libraries keep;
    /// false where there is no such token. None of the scopes may have a blank in it.
    ///
    /// No [`add`](Self::add) does so by itself, for what it writes is what MSAL Python would.
    pub fn note_requested(&mut self, stored_key: &str, scopes: &[String]) -> bool {
        let secret = self.token_by_key(Section::AccessToken, stored_key).and_then(|token| token.secret());
        let Some(secret) = secret else { return false };
        let note = requested_note::text(&secret, scopes);
        self.document.change(Section::AccessToken, stored_key, |entry| {
            entry.set_text(requested_note::FIELD, &note);
        });
        self.has_changed = true;
        true
    }

    /// Notes that an application belongs to no family of applications, unless it is known already.
    ///
    /// Fails with [`CacheError::UnusableSection`].
    pub fn note_no_family(&mut self, client_id: &str, environment: &str) -> Result<(), CacheError> {
        if self.app_metadata(client_id, environment).is_some() {
            return Ok(());
        }
        self.document.check_usable(Section::AppMetadata)?;
        let entry =
            Fields::default().with("client_id", client_id).with("environment", &environment.to_lowercase());
        self.document.put(Section::AppMetadata, &keys::of_entry(Section::AppMetadata, &entry), entry);
        self.has_changed = true;
        Ok(())
    }
}

fn check_size(json: &[u8]) -> Result<(), CacheError> {
    let limit = TokenCache::SIZE_LIMIT;
    if json.len() > limit { Err(CacheError::TooLarge { limit }) } else { Ok(()) }
}

fn is_of_application(entry: &Fields, client_id: &str, environment: &str) -> bool {
    entry.text("client_id") == Some(client_id)
        && entry.text("environment").is_some_and(|own| own.eq_ignore_ascii_case(environment))
}

fn is_alias(metadata: AppMetadata<'_>, environment: &str) -> bool {
    metadata.environment().is_some_and(|own| is_same_environment(own, environment))
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenCache")
            .field("holds", &self.counts())
            .field("has_changed", &self.has_changed)
            .finish_non_exhaustive()
    }
}
