//! What can be typed.

mod sign_in;
mod store;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

pub(crate) use self::{
    sign_in::{Picture, RequestArguments, Way, WayArguments},
    store::{Purge, STORE_ADDRESS, Store, StoreCommand},
};
use crate::words::Language;

/// The environment's variable that names the file with the passphrase.
pub(crate) const PASSPHRASE_FILE: &str = "TESSERA_PASSPHRASE_FILE";
/// The environment's variable that names the file with the passphrase to change to.
pub(crate) const NEW_PASSPHRASE_FILE: &str = "TESSERA_NEW_PASSPHRASE_FILE";

const EVERY_COMMAND: &str = "Options of every command";

const AFTER: &str = "\
Accounts are named by their username or home account ID, where only one has it, else by ENVIRONMENT/HOME-ACCOUNT-ID.

The passphrase of the cache, where it has one, is read from the file that TESSERA_PASSPHRASE_FILE names, or asked for; \
one to change to from the file that TESSERA_NEW_PASSPHRASE_FILE names.

Providers are asked through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, where they do. Besides the \
certificate authorities of the system those are trusted that are in the file of --ca-file, of TESSERA_CA_FILE, or of \
caFile in the settings. Nothing is told to anybody but what signing in needs.

Answers go to the standard output, as JSON with --json; questions, notes and errors go to the standard error as text.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 sign-in needed, 4 the lock is held, 5 the cache cannot be \
decrypted, 6 not found.";

/// See, use and clear the accounts and tokens that are signed in on this computer.
#[derive(Debug, Parser)]
#[command(name = "tessera", version, after_help = AFTER, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Write the answer as JSON.
    #[arg(long, global = true, help_heading = EVERY_COMMAND)]
    pub(crate) json: bool,
    /// The cache file; else the one of Tessera's window.
    #[arg(long, global = true, help_heading = EVERY_COMMAND, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) cache: Option<PathBuf>,
    /// The cache is the plain JSON file of the MSAL libraries, which --cache names; its tokens are in the clear. With
    /// store: the values there are plain JSON.
    #[arg(long, global = true, help_heading = EVERY_COMMAND)]
    pub(crate) plain: bool,
    /// The language to answer in; else the one of the environment, and English with --json.
    #[arg(long = "lang", global = true, help_heading = EVERY_COMMAND, value_name = "LANGUAGE")]
    pub(crate) language: Option<Language>,
    /// A file in PEM with certificate authorities to trust besides the system's.
    #[arg(long, global = true, help_heading = EVERY_COMMAND, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) ca_file: Option<PathBuf>,
    /// How long to wait for the cache's lock.
    #[arg(long, global = true, help_heading = EVERY_COMMAND, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) wait: u32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the accounts.
    Accounts,
    /// List the tokens, without their texts.
    Tokens {
        /// Only this account's.
        #[arg(long)]
        account: Option<String>,
    },
    /// Choose the account that the other commands and the window use.
    Use {
        /// The account's username or home account ID.
        account: String,
    },
    /// Remove an account and all its tokens from the cache.
    SignOut {
        /// The account's username or home account ID.
        account: String,
        /// Sign out in the browser too, so that the provider asks again who it is. The browser's address is made
        /// first: where the provider cannot be reached for it, nothing is removed.
        #[arg(long)]
        browser: bool,
        #[command(flatten)]
        rehearsal: Rehearsal,
    },
    /// Remove tokens from the cache; the accounts stay listed.
    Clear(Clear),
    /// Get an access token without a person, and write it as `az account get-access-token` does.
    Token(Token),
    /// Sign in with the browser of this computer, or of any other device by a code.
    SignIn {
        /// The provider's ID or name; not needed where only one is connected.
        #[arg(long)]
        provider: Option<String>,
        #[command(flatten)]
        way: WayArguments,
        #[command(flatten)]
        request: Box<RequestArguments>,
    },
    /// List what happened to accounts and tokens, when, and by which program; the newest first, and no tokens.
    Activity(Activity),
    /// List the connected providers, connect one, or disconnect one.
    Providers {
        #[command(subcommand)]
        command: Option<ProvidersCommand>,
    },
    /// Look at the cache file, check it, copy it in and out, change its key, restore its backup.
    #[command(subcommand)]
    Cache(CacheCommand),
    /// Look at the token caches that a web app keeps for its users, and remove some.
    Store(Store),
    /// Write the completions of a shell.
    Completions {
        /// Which shell: bash, elvish, fish, powershell or zsh.
        #[arg(hide_possible_values = true)]
        shell: Shell,
    },
    /// Write the manual page; with a folder, the pages of all commands into it.
    Man {
        /// The folder, such as ~/.local/share/man/man1.
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Activity {
    /// Only of the account of that username or home account ID, which may be gone.
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// Only since then: a date (2026-11-28), a moment (2026-11-28T10:00:00Z), or a span that ends now (30m, 24h, 7d).
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// Only what has each of these words somewhere: names, tenants, applications, scopes, codes, programs.
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Token {
    /// The scopes that it has to have.
    #[arg(long, required = true, num_args = 1.., value_name = "SCOPE")]
    pub(crate) scope: Vec<String>,
    /// Whose; else the account in use.
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// Get a new one, although one in the cache may be good.
    #[arg(long)]
    pub(crate) refresh: bool,
    /// Get one with the claims that an API asked for when it refused another: the `claims` of its WWW-Authenticate
    /// header, in base64 as they are there or decoded.
    #[arg(long, value_name = "JSON")]
    pub(crate) claims: Option<String>,
    /// Get none, but say step by step why one could be had without a person, or could not. Nobody is asked.
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Whether to do it at all.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Rehearsal {
    /// Only say what would go and what would stay.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true)))]
pub(crate) struct Clear {
    /// The access tokens; they are renewed when they are needed.
    #[arg(long, group = "what")]
    pub(crate) access_tokens: bool,
    /// The access tokens that have ended.
    #[arg(long, group = "what")]
    pub(crate) expired: bool,
    /// Every token: whoever is to use the account has to sign in again.
    #[arg(long, group = "what")]
    pub(crate) all: bool,
    /// Only this account's; else everybody's.
    #[arg(long)]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    pub(crate) rehearsal: Rehearsal,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// Say where the cache is, how it is protected, and what it holds.
    Info,
    /// Find entries that crash other libraries, are nobody's, are there twice, or are under a wrong key.
    Check {
        /// Mend them.
        #[arg(long)]
        repair: bool,
    },
    /// Write the whole cache, secrets and all, as the JSON of the MSAL libraries.
    Export {
        /// Where to; - is the standard output.
        #[arg(default_value = "-", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// For support: without tokens and without names and IDs of people. Such a file cannot be imported.
        #[arg(long)]
        redacted: bool,
        /// Overwrite the file if it exists.
        #[arg(long)]
        force: bool,
    },
    /// Merge the JSON of an MSAL library into the cache; of two tokens the newest stays.
    Import {
        /// Where from; - is the standard input.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Seal the cache with a new key: of the same kind, of another passphrase, or in the keyring.
    Rekey(Rekey),
    /// Put the backup, the cache of the write before, in the place of the cache; doing so again undoes it.
    Restore {
        /// Only say what the backup holds and what would become of the present cache.
        #[arg(long)]
        dry_run: bool,
    },
}

/// What the cache is to be sealed with; a new key of the same kind where neither is given.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Rekey {
    /// With another passphrase, which is read from a file (see tessera --help) or asked for twice.
    #[arg(long, conflicts_with = "keyring")]
    pub(crate) passphrase: bool,
    /// With a key that the system keyring keeps.
    #[arg(long)]
    pub(crate) keyring: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Connect a provider; one that is connected already gets the name and the scopes that are given.
    #[command(subcommand)]
    Add(AddCommand),
    /// Disconnect a provider. Its accounts and tokens stay in the cache.
    Remove {
        /// The provider's ID or name.
        provider: String,
    },
}

#[derive(Debug, Subcommand)]
#[allow(clippy::doc_markdown, reason = "what is written here is shown as it is")]
pub(crate) enum AddCommand {
    /// An application that is registered in Microsoft Entra.
    Entra {
        /// The application's client ID.
        #[arg(long, value_name = "ID")]
        client_id: String,
        /// Who may sign in: common, organizations, consumers, a tenant's ID or domain, or the URL of an authority.
        #[arg(long, default_value = "common")]
        authority: String,
        /// Trust a host that is not known to be Entra's without asking Entra's public cloud about it.
        #[arg(long)]
        no_instance_discovery: bool,
        #[command(flatten)]
        details: Details,
    },
    /// An application at a user flow or custom policy of Azure AD B2C.
    B2c {
        /// The authority, such as https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_signin.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        authority: String,
        /// The application's client ID.
        #[arg(long, value_name = "ID")]
        client_id: String,
        #[command(flatten)]
        details: Details,
    },
    /// An application in an external tenant of Microsoft Entra External ID.
    ExternalId {
        /// The authority, such as https://fabrikam.ciamlogin.com, or a custom domain with the tenant behind it.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        authority: String,
        /// The application's client ID.
        #[arg(long, value_name = "ID")]
        client_id: String,
        #[command(flatten)]
        details: Details,
    },
    /// An application at AD FS.
    Adfs {
        /// The authority, such as https://adfs.fabrikam.com/adfs.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        authority: String,
        /// The application's client ID.
        #[arg(long, value_name = "ID")]
        client_id: String,
        #[command(flatten)]
        details: Details,
    },
    /// Any other OpenID Connect provider.
    Openid {
        /// The issuer's address.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        issuer: String,
        /// The application's client ID.
        #[arg(long, value_name = "ID")]
        client_id: String,
        #[command(flatten)]
        details: Details,
    },
    /// The demo tenant, which runs inside Tessera.
    Demo {
        /// A name for it.
        #[arg(long)]
        name: Option<String>,
    },
}

/// What a provider that is not the demo tenant may be given besides.
#[derive(Debug, Args)]
pub(crate) struct Details {
    /// A name for it; else one is made of its authority.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The scopes to ask for at sign-in; else the usual ones.
    #[arg(long, num_args = 1.., value_name = "SCOPE")]
    pub(crate) scope: Vec<String>,
    /// The redirect URI of the application's registration, where that is not `http://localhost` with any port.
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: Option<String>,
    /// Do not ask the provider whether it is there.
    #[arg(long)]
    pub(crate) offline: bool,
}
