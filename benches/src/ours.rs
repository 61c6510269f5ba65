//! Our side: answers the commands that `contender.rs` gives.

use std::{
    fs,
    hint::black_box,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sign_in::{Authority, ClientConfig, HttpClient, PublicClientApplication, SilentOutcome, SilentRequest};
use token_cache::{AccountId, TokenCache, TokenQuery};
use token_store::{Snapshot, StoreError, TokenStore};
use token_store_file::{Options, SealedFile};
use tokio::runtime::Runtime;

use crate::{Outcome, keys_at_hand::KeysAtHand, sample};

/// A loop of short work goes on for so long.
const LOOP: Duration = Duration::from_millis(30);

/// Answers until the input ends.
pub(crate) fn answer() -> Outcome<()> {
    let mut ours = Ours {
        runtime: Runtime::new()?,
        keyring: keys_beside(Path::new(".")),
        path: PathBuf::new(),
        store: None,
        snapshot: None,
    };
    for line in io::stdin().lock().lines() {
        let command: Vec<Value> = serde_json::from_str(&line?)?;
        let answer = match ours.answer(&command) {
            Ok(value) => json!({"ok": value}),
            Err(error) => json!({"raised": error.to_string()}),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// Seals a copy of a plain cache.
pub(crate) fn seal_copy(json: &Path, to: &Path) -> Outcome<()> {
    let cache = TokenCache::deserialize_file(&fs::read(json)?)?;
    let put = move |empty: &mut TokenCache| *empty = cache.clone();
    Runtime::new()?.block_on(store(to, &keys_beside(to)).change(Box::new(put)))?;
    // The first write makes two files; the contenders begin with one.
    fs::remove_file(beside(to, ".backup"))?;
    Ok(())
}

/// The cache in a sealed file, of which the bench has the key.
pub(crate) fn open(path: &Path) -> Outcome<TokenCache> {
    let snapshot = Runtime::new()?.block_on(store(path, &keys_beside(path)).load())?;
    match snapshot.set_aside {
        Some(moved) => Err(format!("the file was unusable: {}", moved.reason).into()),
        None => Ok(Arc::unwrap_or_clone(snapshot.cache)),
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn keys_beside(cache: &Path) -> Arc<KeysAtHand> {
    Arc::new(KeysAtHand::new(cache.parent().unwrap_or(cache)))
}

fn store(path: &Path, keyring: &Arc<KeysAtHand>) -> SealedFile {
    SealedFile::new(path, Options { keyring: Arc::clone(keyring) as _, ..Options::default() })
}

struct Ours {
    runtime: Runtime,
    keyring: Arc<KeysAtHand>,
    path: PathBuf,
    store: Option<SealedFile>,
    snapshot: Option<Snapshot>,
}

impl Ours {
    fn answer(&mut self, command: &[Value]) -> Outcome<Value> {
        let text = |index: usize| command.get(index).and_then(Value::as_str).unwrap_or_default();
        let number = |index: usize| command.get(index).and_then(Value::as_u64).unwrap_or_default();
        let account = || usize::try_from(number(2)).unwrap_or_default();
        match text(0) {
            "open" => Ok(self.open(Path::new(text(1)))),
            "load" => self.load(),
            "serialize" => self.serialize(),
            "find" => self.find(text(1), account()),
            "silent" => self.silent(account()),
            "first_accounts" => self.first_accounts(),
            "accounts" => self.accounts(),
            "change" => self.change(text(1)),
            "contend" => self.contend(text(1), number(2)),
            "read" => self.read(),
            other => Err(format!("there is no command {other}").into()),
        }
    }

    fn open(&mut self, path: &Path) -> Value {
        self.snapshot = None;
        self.keyring = keys_beside(path);
        path.clone_into(&mut self.path);
        self.store = Some(store(path, &self.keyring));
        Value::Null
    }

    fn store(&self) -> Outcome<&SealedFile> {
        self.store.as_ref().ok_or_else(|| "no cache is open".into())
    }

    fn cache(&self) -> Outcome<&TokenCache> {
        Ok(&self.snapshot.as_ref().ok_or("no cache is loaded")?.cache)
    }

    fn load(&mut self) -> Outcome<Value> {
        self.snapshot = None;
        let path = self.path.clone();
        self.store = None;
        let since = Instant::now();
        self.store = Some(store(&path, &self.keyring));
        self.snapshot = Some(self.runtime.block_on(self.store()?.load())?);
        Ok(seconds(since.elapsed()))
    }

    fn serialize(&self) -> Outcome<Value> {
        let cache = self.cache()?;
        let since = Instant::now();
        let json = cache.serialize();
        let took = since.elapsed();
        drop(black_box(json));
        Ok(seconds(took))
    }

    fn find(&self, which: &str, account: usize) -> Outcome<Value> {
        let cache = self.cache()?;
        let home_account_id = sample::home_account_id(account);
        let scope = if which == "hit" { sample::scope(0) } else { "https://nowhere.example/.default".into() };
        let scopes = [scope.as_str()];
        let query = TokenQuery {
            home_account_id: Some(&home_account_id),
            environment: Some(sample::ENVIRONMENT),
            client_id: Some(sample::CLIENT),
            realm: Some(sample::TENANT),
            scopes: &scopes,
            ..TokenQuery::default()
        };
        let now = sample::now();
        if cache.find_access_token(&query, now).is_some() != (which == "hit") {
            return Err("the wrong tokens were found".into());
        }
        Ok(repeat(|| cache.find_access_token(black_box(&query), now).is_some()))
    }

    /// By the client, which minds whether another process has changed the file.
    fn silent(&self, account: usize) -> Outcome<Value> {
        let config = ClientConfig::new(sample::CLIENT, Authority::entra(sample::TENANT)?)?;
        let client =
            PublicClientApplication::new(config, Arc::new(self.store()?.clone()), HttpClient::new()?);
        let account = AccountId {
            home_account_id: sample::home_account_id(account),
            environment: sample::ENVIRONMENT.to_owned(),
        };
        let request = SilentRequest::new(account, vec![sample::scope(0)]);
        let acquire = || client.acquire_token_silent(&request);
        match self.runtime.block_on(acquire())? {
            SilentOutcome::Token(_) => Ok(self.runtime.block_on(repeat_awaiting(acquire))),
            SilentOutcome::InteractionRequired(_) => Err("there was no token".into()),
        }
    }

    /// In a cache that nobody has looked at yet: afterwards they are known.
    fn first_accounts(&self) -> Outcome<Value> {
        let fresh = TokenCache::deserialize(&self.cache()?.serialize())?;
        let since = Instant::now();
        let accounts = black_box(fresh.accounts());
        let took = since.elapsed();
        drop(accounts);
        Ok(seconds(took))
    }

    fn accounts(&self) -> Outcome<Value> {
        let cache = self.cache()?;
        if cache.accounts().is_empty() {
            return Err("there are no accounts".into());
        }
        Ok(repeat(|| cache.accounts()))
    }

    fn change(&mut self, name: &str) -> Outcome<Value> {
        let change = adding(name, sample::add_one);
        let since = Instant::now();
        let changed = self.runtime.block_on(self.store()?.change(change))?;
        let took = since.elapsed();
        self.snapshot = Some(changed);
        Ok(seconds(took))
    }

    /// The time of each change; those that were given up are counted.
    fn contend(&self, prefix: &str, count: u64) -> Outcome<Value> {
        let (mut times, mut gave_up) = (Vec::new(), 0);
        for number in 0..count {
            let change = adding(&format!("{prefix}-{number}"), sample::add_short);
            let since = Instant::now();
            match self.runtime.block_on(self.store()?.change(change)) {
                Ok(_) => {}
                Err(StoreError::LockHeld { .. }) => gave_up += 1,
                Err(error) => return Err(error.into()),
            }
            times.push(since.elapsed().as_secs_f64());
        }
        Ok(json!({"times": times, "gave_up": gave_up}))
    }

    /// Whether the file can be read whole, while others write.
    fn read(&self) -> Outcome<Value> {
        let snapshot = self.runtime.block_on(self.store()?.load())?;
        Ok(Value::Bool(snapshot.set_aside.is_none() && snapshot.version.is_some()))
    }
}

fn adding(name: &str, add: fn(&mut TokenCache, &str) -> Outcome<()>) -> token_store::Change {
    let name = name.to_owned();
    Box::new(move |cache| {
        // What does not fit is missing afterwards, which is looked at.
        drop(add(cache, &name));
    })
}

/// The time of one of many.
fn repeat<T>(mut work: impl FnMut() -> T) -> Value {
    let (since, mut count) = (Instant::now(), 0_u32);
    loop {
        for _ in 0..=count / 4 {
            black_box(work());
            count += 1;
        }
        let elapsed = since.elapsed();
        if elapsed >= LOOP {
            return json!(elapsed.as_secs_f64() / f64::from(count));
        }
    }
}

/// As [`repeat`], by a task that awaits one after the other.
async fn repeat_awaiting<F: Future>(mut work: impl FnMut() -> F) -> Value {
    let (since, mut count) = (Instant::now(), 0_u32);
    loop {
        for _ in 0..=count / 4 {
            black_box(work().await);
            count += 1;
        }
        let elapsed = since.elapsed();
        if elapsed >= LOOP {
            return json!(elapsed.as_secs_f64() / f64::from(count));
        }
    }
}

fn seconds(time: Duration) -> Value {
    json!(time.as_secs_f64())
}
