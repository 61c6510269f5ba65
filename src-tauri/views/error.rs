//! Errors, for the window to say in the person's language.

use serde::Serialize;
use ts_rs::TS;

use super::ProviderAdvice;

/// Why something failed, for the window to say in the person's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ErrorCode {
    /// Nobody came back from the browser within the time limit.
    SignInTimedOut,
    /// Nobody signed in with the code of a sign-in on another device while it was good.
    DeviceCodeExpired,
    /// The provider offers no sign-in by a code.
    DeviceCodeNotOffered,
    /// The person refused the consent, or turned back at the provider's page.
    ConsentRefused,
    /// An administrator has to consent first.
    AdminConsentNeeded,
    /// The answer does not belong to this sign-in (wrong `state`).
    StateMismatch,
    /// What was pasted holds no answer to a sign-in.
    RedirectWithoutAnswer,
    /// What was pasted answers another sign-in.
    RedirectOfOtherSignIn,
    /// What was pasted answers this sign-in, but cannot be trusted.
    RedirectInvalid,
    /// The sign-in no longer waits for an answer.
    SignInOver,
    /// The code or grant was used, too old, or revoked.
    CodeExpired,
    /// The provider cannot be reached.
    Network,
    /// The certificate of whoever answers is not trusted; `detail` is the host.
    CertificateNotTrusted,
    /// The provider answers 429 or 5xx.
    ProviderBusy,
    /// The provider refused for another reason; see `provider_code` and `detail`.
    ProviderRefused,
    /// The provider's answer is malformed.
    ProviderAnswerInvalid,
    /// The ID token failed its checks: signature, issuer, audience or nonce.
    IdTokenInvalid,
    /// The ID token's times do not fit this computer's clock; `detail` is how far, in seconds.
    ClockSkew,
    /// The authority or issuer has no valid OpenID configuration.
    DiscoveryFailed,
    /// The authority, issuer, client ID or a scope cannot be right; `problem` says which and why.
    ProviderInvalid,
    /// The provider of the account is no longer connected.
    ProviderGone,
    /// The person did not wait for the answer any longer.
    GivenUp,
    /// No port on the loopback could be opened.
    LoopbackUnavailable,
    /// The provider has no page that ends the session in the browser.
    SignOutPageMissing,
    /// No browser took the link; `detail` is the link.
    BrowserNotOpened,
    /// Another program has the port that the redirect URI names; `detail` is the port.
    PortTaken,
    /// The application is not known to the provider.
    UnknownApplication,
    /// The person has to sign in again.
    SignInNeeded,
    /// The API refused the token.
    ApiRefused,
    /// The provider offers nothing to ask who one is.
    ApiMissing,
    /// No keyring answers in this session.
    KeyringAbsent,
    /// The keyring is locked.
    KeyringLocked,
    /// The keyring did not answer in time.
    KeyringTimedOut,
    /// The person or the system refused the access to the keyring.
    KeyringRefused,
    /// The keyring failed in another way.
    KeyringFailed,
    /// The file is sealed with a passphrase that has not been given yet.
    PassphraseNeeded,
    /// There is neither a file nor a keyring: a new file needs a new passphrase.
    NewPassphraseNeeded,
    /// The passphrase does not open the file.
    PassphraseWrong,
    /// The passphrase is too short; `detail` is the least number of characters.
    PassphraseTooShort,
    /// Another process holds the lock; `detail` names it.
    LockHeld,
    /// The disk is full.
    DiskFull,
    /// The file or its folder does not allow it.
    PermissionDenied,
    /// Reading or writing the file failed in another way.
    FileFailed,
    /// There is a file already where a new one was to begin.
    FileExists,
    /// The backup cannot be decrypted or read.
    BackupUnusable,
    /// The file is of a newer Tessera.
    FileTooNew,
    /// There is a file already where an export was to be written; `detail` is its path.
    ExportExists,
    /// An export was to be written over the cache itself.
    IsTheCache,
    /// The folder of a file that was to be written is not there; `detail` is its path.
    FolderMissing,
    /// The file that was named is not there; `detail` is its path.
    FileMissing,
    /// What was named is a folder or another thing that is no file.
    NotAFile,
    /// The file that was to be imported is larger than any cache.
    ImportTooLarge,
    /// The file that was to be imported is a sealed cache.
    ImportSealed,
    /// The file that was to be imported was written for support, without tokens.
    ImportRedacted,
    /// The file that was to be imported is no cache, or was damaged or cut.
    ImportInvalid,
    /// The file of certificate authorities cannot be used; `detail` is its path.
    CaFileUnusable,
    /// The account or token is no longer in the cache.
    NotFound,
    /// The clipboard is not available.
    ClipboardUnavailable,
    /// The system cannot ask the person to authenticate.
    AuthenticationImpossible,
    /// The system would ask the person to authenticate, but nothing in this session shows its question.
    AuthenticationAgentMissing,
    /// The person did not authenticate.
    AuthenticationDeclined,
    /// Asking the person to authenticate failed in another way.
    AuthenticationFailed,
    /// A fault in Tessera itself.
    Internal,
}

/// What cannot be right about a provider's details, for the window to say at the field where it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ProviderProblem {
    /// The client ID is missing.
    ClientIdEmpty,
    /// With Microsoft Entra a client ID is a GUID.
    ClientIdNotGuid,
    /// The client ID has characters that none has.
    ClientIdCharacters,
    /// The authority or issuer is missing.
    AuthorityEmpty,
    /// Neither a URL nor a tenant.
    NotAUrl,
    /// A host without a scheme.
    SchemeMissing,
    /// Plain http to another computer.
    NotHttps,
    /// A user name or password in the address.
    UserInformation,
    /// Something after `?` or `#`.
    QueryOrFragment,
    /// A host that is none of Entra's.
    NotAnEntraHost,
    /// An Entra host where the issuer of another provider is expected.
    IsAnEntraHost,
    /// An Entra URL without a tenant.
    TenantMissing,
    /// Something that is no tenant.
    TenantMalformed,
    /// An Entra URL on a port of its own.
    PortNotExpected,
    /// More path than a tenant.
    PathNotExpected,
    /// The address of another kind of provider; `detail` says which.
    OtherKind,
    /// An address of Azure AD B2C without a user flow.
    PolicyMissing,
    /// Letters in the host that may only look like others; `detail` is what it really is.
    HostNotAscii,
    /// A host that begins as one of Microsoft's and belongs to somebody else.
    Lookalike,
    /// The whole address of the provider's description where only the issuer belongs.
    DescriptionAddress,
    /// The name to cache under is no domain.
    EnvironmentMalformed,
    /// A scope with spaces, quotes or backslashes; `detail` is the scope.
    ScopeInvalid,
    /// A redirect URI at which this computer receives no answers.
    RedirectUriInvalid,
}

/// An error, without secrets.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ErrorView {
    /// What the window branches on and translates.
    pub code: ErrorCode,
    /// What failed, in English, for logs and support.
    pub message: String,
    /// The provider's own code, such as `AADSTS65004`, for support.
    pub provider_code: Option<String>,
    /// A name or path that belongs in the sentence.
    pub detail: Option<String>,
    /// What cannot be right, where the code is [`ErrorCode::ProviderInvalid`].
    pub problem: Option<ProviderProblem>,
    /// What to do, where the provider's code says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub advice: Option<ProviderAdvice>,
}
