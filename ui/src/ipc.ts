// The one door to the core: every command and event of the window; nothing else knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import type { AboutView } from "./bindings/AboutView";
import type { AccountKey } from "./bindings/AccountKey";
import type { ActivityView } from "./bindings/ActivityView";
import type { AppView } from "./bindings/AppView";
import type { ClaimsView } from "./bindings/ClaimsView";
import type { ClearWhat } from "./bindings/ClearWhat";
import type { ErrorView } from "./bindings/ErrorView";
import type { ExplanationView } from "./bindings/ExplanationView";
import type { ExportKind } from "./bindings/ExportKind";
import type { ImportView } from "./bindings/ImportView";
import type { KeyChange } from "./bindings/KeyChange";
import type { LeftView } from "./bindings/LeftView";
import type { LicencesView } from "./bindings/LicencesView";
import type { NotificationView } from "./bindings/NotificationView";
import type { OldKeyView } from "./bindings/OldKeyView";
import type { Preferences } from "./bindings/Preferences";
import type { ProviderInput } from "./bindings/ProviderInput";
import type { ProviderView } from "./bindings/ProviderView";
import type { RemovalView } from "./bindings/RemovalView";
import type { RestoreView } from "./bindings/RestoreView";
import type { SearchView } from "./bindings/SearchView";
import type { SignInView } from "./bindings/SignInView";
import type { SignInWay } from "./bindings/SignInWay";
import type { SignOutReach } from "./bindings/SignOutReach";
import type { SignOutView } from "./bindings/SignOutView";
import type { SilentView } from "./bindings/SilentView";
import type { StillPage } from "./bindings/StillPage";
import type { StorageDetails } from "./bindings/StorageDetails";
import type { TokenView } from "./bindings/TokenView";
import type { TrayView } from "./bindings/TrayView";
import type { UndoneView } from "./bindings/UndoneView";
import type { WhoAmIView } from "./bindings/WhoAmIView";

export const ipc = {
  appView: () => invoke<AppView>("app_view"),
  /** What accounts can be found by besides what their rows show. */
  search: () => invoke<SearchView>("search"),
  tokens: (account: AccountKey) => invoke<TokenView[]>("tokens", { account }),
  tokenClaims: (account: AccountKey, token: string) =>
    invoke<ClaimsView>("token_claims", { account, token }),
  /** The one command that answers with a token's text; the caller shows it and keeps it nowhere. */
  revealToken: (account: AccountKey, token: string, attempt: number) =>
    invoke<string>("reveal_token", { account, token, attempt }),
  /** Puts the token on the clipboard without telling it to the window. */
  copyToken: (account: AccountKey, token: string, attempt: number) =>
    invoke<null>("copy_token", { account, token, attempt }),
  useAccount: (account: AccountKey) => invoke<null>("use_account", { account }),
  getToken: (account: AccountKey, attempt: number) => invoke<SilentView>("get_token", { account, attempt }),
  /** Why the account gets a token without a person, or does not; no scopes are the usual ones. */
  explain: (account: AccountKey, scopes: string[]) =>
    invoke<ExplanationView>("explain", { account, scopes }),
  whoAmI: (account: AccountKey, attempt: number) => invoke<WhoAmIView>("who_am_i", { account, attempt }),
  previewClear: (accounts: AccountKey[], what: ClearWhat) =>
    invoke<RemovalView>("preview_clear", { accounts, what }),
  clear: (accounts: AccountKey[], what: ClearWhat, attempt: number) =>
    invoke<RemovalView>("clear", { accounts, what, attempt }),
  previewClearTokens: (account: AccountKey, tokens: string[]) =>
    invoke<RemovalView>("preview_clear_tokens", { account, tokens }),
  clearTokens: (account: AccountKey, tokens: string[], attempt: number) =>
    invoke<RemovalView>("clear_tokens", { account, tokens, attempt }),
  previewSignOut: (accounts: AccountKey[]) => invoke<RemovalView>("preview_sign_out", { accounts }),
  signOut: (accounts: AccountKey[], reach: SignOutReach, attempt: number) =>
    invoke<SignOutView>("sign_out", { accounts, reach, attempt }),
  /** Brings back what the last removal took; nothing where it is too late. */
  undo: (id: number, attempt: number) => invoke<UndoneView | null>("undo", { id, attempt }),
  /** Has the time to undo stand still, or run anew. */
  holdUndo: (id: number, held: boolean) => invoke<null>("hold_undo", { id, held }),
  dismissUndo: (id: number) => invoke<null>("dismiss_undo", { id }),
  beginSignIn: (provider: string, way: SignInWay, loginHint: string | null) =>
    invoke<SignInView>("begin_sign_in", { provider, way, loginHint }),
  cancelSignIn: (id: number) => invoke<null>("cancel_sign_in", { id }),
  copySignInLink: (id: number) => invoke<null>("copy_sign_in_link", { id }),
  copySignInCode: (id: number) => invoke<null>("copy_sign_in_code", { id }),
  /** Hands over the address that a browser ended on elsewhere. */
  pasteSignInAddress: (id: number, address: string) =>
    invoke<null>("paste_sign_in_address", { id, address }),
  closeSignIn: (id: number) => invoke<null>("close_sign_in", { id }),
  saveProvider: (provider: ProviderInput) => invoke<ProviderView>("save_provider", { provider }),
  removeProvider: (id: string, attempt: number) => invoke<null>("remove_provider", { id, attempt }),
  checkProvider: (provider: ProviderInput, attempt: number) =>
    invoke<null>("check_provider", { provider, attempt }),
  unlock: (passphrase: string) => invoke<null>("unlock", { passphrase }),
  choosePassphrase: (passphrase: string) => invoke<null>("choose_passphrase", { passphrase }),
  startOver: (attempt: number) => invoke<null>("start_over", { attempt }),
  retryStorage: () => invoke<null>("retry_storage"),
  storageDetails: () => invoke<StorageDetails>("storage_details"),
  /** Seals the file with another key; where it has a passphrase, that is asked for. */
  changeKey: (change: KeyChange, current: string | null, fresh: string | null, attempt: number) =>
    invoke<OldKeyView>("change_key", { change, current, new: fresh, attempt }),
  previewRestore: () => invoke<RestoreView>("preview_restore"),
  restoreBackup: (attempt: number) => invoke<null>("restore_backup", { attempt }),
  proposeExport: (kind: ExportKind) => invoke<string>("propose_export", { kind }),
  /** Writes what the cache holds to a file and answers its whole path; replaces one only where that is said. */
  exportCache: (kind: ExportKind, path: string, replace: boolean, attempt: number) =>
    invoke<string>("export_cache", { kind, path, replace, attempt }),
  proposeImport: () => invoke<string | null>("propose_import"),
  /** Reads a file and says what it would bring; the core keeps it until it is imported or forgotten. */
  previewImport: (path: string, attempt: number) =>
    invoke<ImportView>("preview_import", { path, attempt }),
  importCache: (attempt: number) => invoke<null>("import_cache", { attempt }),
  forgetImport: () => invoke<null>("forget_import"),
  copyStoragePath: () => invoke<null>("copy_storage_path"),
  /** What happened to one account, or at all. */
  activity: (account: AccountKey | null) => invoke<ActivityView>("activity", { account }),
  proposeActivityExport: () => invoke<string>("propose_activity_export"),
  /** Writes what happened to a file and answers its whole path. */
  exportActivity: (account: AccountKey | null, path: string, replace: boolean) =>
    invoke<string>("export_activity", { account, path, replace }),
  clearActivity: () => invoke<null>("clear_activity"),
  about: () => invoke<AboutView>("about"),
  licences: () => invoke<LicencesView>("licences"),
  /** Waits no longer for what was begun under that number. */
  giveUp: (attempt: number) => invoke<null>("give_up", { attempt }),
  dismissNotice: (id: number) => invoke<null>("dismiss_notice", { id }),
  /** Whether the system could ask the person to authenticate. */
  canAuthenticate: () => invoke<boolean>("can_authenticate"),
  /** Whether the system asks before a token leaves the cache; it asks now. */
  chooseAuthentication: (wanted: boolean, attempt: number) =>
    invoke<null>("choose_authentication", { wanted, attempt }),
  /** Chooses about the window, but not whether the system asks. */
  setPreferences: (preferences: Preferences) => invoke<null>("set_preferences", { preferences }),
  /** Says what the tray shows; the first time it is made. */
  showTray: (tray: TrayView) => invoke<null>("show_tray", { tray }),
  /** Tells the person of an account outside of the window. */
  notify: (notification: NotificationView) => invoke<null>("notify", { notification }),
  pageIsThere: () => invoke<null>("page_is_there"),
  keepPagePicture: (still: StillPage) => invoke<null>("keep_page_picture", { still }),
  /** Notes what the person looks at, so that the window opens there again. */
  lookAt: (left: LeftView) => invoke<null>("look_at", { left }),
};

/** Calls back whenever the cache, the settings or the storage changed, by whichever process. */
export function onChanged(callback: () => void): Promise<UnlistenFn> {
  return listen("changed", () => callback());
}

/** Calls back whenever something was noted in the activity log, by whichever process. */
export function onActivity(callback: () => void): Promise<UnlistenFn> {
  return listen("activity", () => callback());
}

/** Calls back with every step of a sign-in. */
export function onSignIn(callback: (signIn: SignInView) => void): Promise<UnlistenFn> {
  return listen<SignInView>("sign-in", (event) => callback(event.payload));
}

/** Calls back when the person wants to see an account, from outside of the window. */
export function onOpenAccount(callback: (account: AccountKey) => void): Promise<UnlistenFn> {
  return listen<AccountKey>("open-account", (event) => callback(event.payload));
}

/** What a rejected command means; anything but the core's own errors is a fault of Tessera. */
export function asError(error: unknown): ErrorView {
  if (typeof error === "object" && error !== null && "code" in error) return error as ErrorView;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, providerCode: null, detail: null, problem: null };
}
