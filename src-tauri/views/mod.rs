//! What the window is told: plain views of accounts, tokens and errors, never a secret.
//!
//! Times are Unix seconds. Every type here is exported to TypeScript, into `ui/src/bindings/`.

mod about;
mod account;
mod activity;
mod advice;
mod app;
mod error;
mod explanation;
mod notification;
mod page_picture;
mod provider;
mod search;
mod sign_in;
mod storage;
mod token;
mod tray;

pub use about::{AboutView, LicencesView, PackageKind, PackageView};
pub use account::{
    AccountKey, AccountKind, AccountState, AccountView, ClearWhat, Counts, RemovalView, SignOutReach,
    SignOutView, UndoView, UndoneView,
};
pub use activity::{ActivityEntryView, ActivityFault, ActivityKind, ActivityOutcome, ActivityView};
pub use advice::ProviderAdvice;
pub use app::{AppView, DesktopView, LeftView, NoticeKind, NoticeView, Preferences};
pub use error::{ErrorCode, ErrorView, ProviderProblem};
pub use explanation::{
    Conclusion, EnvironmentMatch, ExplanationStep, ExplanationView, Objection, RefreshTokenVerdict,
};
pub use notification::NotificationView;
pub use page_picture::{PagePart, StatePart, StillPage, StillTokens, TimePart};
pub use provider::{ProviderInput, ProviderKind, ProviderView};
pub use search::{SearchView, SearchedAccount};
pub use sign_in::{DeviceCodeView, QrCodeView, SignInStage, SignInView, SignInWay, WayBack};
pub use storage::{
    BackupView, ExportKind, ImportView, KeyChange, LockView, OldKeyView, Protection, RestoreView,
    StorageDetails, StorageState, StorageView,
};
pub use token::{
    ClaimView, ClaimsView, ScopesView, SilentOutcome, SilentView, TokenKind, TokenView, WhoAmIView,
};
pub use tray::{TrayAccount, TrayView};
