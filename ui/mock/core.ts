import { emit } from "@tauri-apps/api/event";
import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import type { AccountKey } from "../src/bindings/AccountKey";
import type { AppView } from "../src/bindings/AppView";
import type { ProviderInput } from "../src/bindings/ProviderInput";
import type { RemovalView } from "../src/bindings/RemovalView";
import type { UndoView } from "../src/bindings/UndoView";
import { about, licences } from "./about";
import { explanation } from "./explanations";
import { adele } from "./people";
import { onDevice, scenes, signIn } from "./scenes";
import { activity, claims, error, incoming, restore, search, storageDetails, tokens, whoAmI } from "./things";

type Arguments = Record<string, unknown>;

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

const removal: RemovalView = {
  goes: { accounts: 0, accessTokens: 3, refreshTokens: 0, idTokens: 0 },
  stays: { accounts: 1, accessTokens: 0, refreshTokens: 1, idTokens: 1 },
  staysSignedIn: true,
};

const signOut: RemovalView = {
  goes: { accounts: 1, accessTokens: 3, refreshTokens: 1, idTokens: 1 },
  stays: { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 },
  staysSignedIn: false,
};

function undo(accounts: number, { goes }: RemovalView, signedOut: boolean): UndoView {
  const name = accounts === 1 ? "Adele Vance" : null;
  return { id: 1, endsOn: Math.floor(Date.now() / 1000) + 10, name, accounts, goes, signedOut, browser: false };
}

/** Answers the window's commands from an invented scene, so that it can be looked at in a plain browser. */
export function inventCore(): void {
  const query = new URLSearchParams(location.search);
  const view: AppView = (scenes[query.get("scene") ?? ""] ?? scenes["first-run"])!();
  const slow = Number(query.get("slow") ?? 0);
  const trouble = query.get("trouble");

  const answers: Record<string, (given: Arguments) => unknown> = {
    app_view: () => ({ ...view }),
    search: () => search(view.accounts),
    tokens: () => (query.get("tokens") === "none" ? [] : tokens()),
    token_claims: () => claims(),
    reveal_token: () => "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.".padEnd(900, "made-up-for-looking-at."),
    use_account: ({ account }) => {
      view.current = account as AccountKey;
    },
    get_token: async () => {
      await wait(slow);
      if (trouble) throw error("network");
      const outcome = query.get("outcome") ?? "renewed";
      const providerCode = outcome === "sign-in-needed" ? "AADSTS50173" : null;
      const advice = outcome === "sign-in-needed" ? "revoked" : undefined;
      return { outcome, scopes: ["User.Read", "openid", "profile"], expiresOn: Date.now() / 1000 + 3599, providerCode, advice };
    },
    explain: async ({ scopes }) => {
      await wait(slow);
      if (trouble) throw error("lock-held", { detail: "python3 (4711)" });
      const wanted = scopes as string[];
      return explanation(query.get("explained") ?? "dead", wanted.length > 0 ? wanted : ["User.Read"]);
    },
    who_am_i: () => whoAmI,
    preview_clear: ({ what }) => (what === "expired" ? { ...removal, goes: { ...removal.goes, accessTokens: 0 } } : removal),
    clear: ({ accounts }) => {
      view.undo = undo((accounts as AccountKey[]).length, removal, false);
      return removal;
    },
    preview_clear_tokens: () => removal,
    clear_tokens: () => {
      view.undo = undo(1, removal, false);
      return removal;
    },
    undo: async () => {
      view.undo = null;
      await emit("changed");
      return { back: removal.goes, left: { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 } };
    },
    hold_undo: async ({ held }) => {
      if (view.undo) view.undo = { ...view.undo, endsOn: held ? null : Math.floor(Date.now() / 1000) + 10 };
      await emit("changed");
    },
    dismiss_undo: () => {
      view.undo = null;
    },
    preview_sign_out: () => signOut,
    sign_out: ({ accounts, reach }) => {
      const gone = (accounts as AccountKey[]).map((key) => key.homeAccountId);
      view.undo = { ...undo(gone.length, signOut, true), browser: reach !== "here" };
      view.accounts = view.accounts.filter(({ key }) => !gone.includes(key.homeAccountId));
      return { removed: signOut, browserError: trouble ? error("sign-out-page-missing") : null };
    },
    begin_sign_in: ({ provider, way }) => {
      const begin = way === "device-code" ? onDevice : signIn;
      view.signIn = begin({ id: (view.signIn?.id ?? 0) + 1, providerId: provider as string });
      return view.signIn;
    },
    cancel_sign_in: async () => {
      const cancelled = { ...view.signIn, stage: "cancelled" };
      view.signIn = null;
      await emit("sign-in", cancelled);
    },
    close_sign_in: () => {
      view.signIn = null;
    },
    check_provider: async () => {
      await wait(600);
      if (trouble) throw error("discovery-failed", { detail: "https://login.example.com" });
    },
    save_provider: ({ provider }) => {
      const given = provider as ProviderInput;
      const saved = { ...given, id: given.id ?? given.kind, name: given.name || given.authority };
      view.providers = [...view.providers.filter(({ id }) => id !== saved.id), saved];
      return saved;
    },
    remove_provider: ({ id }) => {
      view.providers = view.providers.filter((provider) => provider.id !== id);
    },
    unlock: async () => {
      await wait(700);
      throw error("passphrase-wrong");
    },
    choose_passphrase: () => {
      view.storage = { ...view.storage, state: "ready", protection: "passphrase" };
    },
    start_over: () => {
      view.notices = [{ id: 1, kind: "cache-given-up", path: `${view.storage.path}.20261122T104149Z.given-up`, seconds: null }];
      view.storage = { ...view.storage, state: "new-passphrase-needed", protection: null, generation: null, canStartOver: false };
    },
    storage_details: () => storageDetails(trouble ? { lock: { state: "held", by: "python3 (4711)" } } : {}),
    change_key: async () => {
      await wait(900);
      if (trouble) throw error("passphrase-wrong");
      return { state: "forgotten" };
    },
    preview_restore: () => restore(),
    propose_export: ({ kind }) => `/home/adele/Downloads/tessera-${kind === "whole" ? "export" : "support"}.json`,
    export_cache: async ({ path, replace }) => {
      await wait(600);
      if (trouble && !replace) throw error("export-exists", { detail: path as string });
      return path;
    },
    propose_import: () => "/home/adele/Downloads/tessera-export.json",
    preview_import: async () => {
      await wait(600);
      if (trouble) throw error("import-redacted");
      return incoming();
    },
    activity: () => activity(),
    propose_activity_export: () => "/home/adele/Downloads/tessera-activity.json",
    export_activity: ({ path }) => path,
    about: () => about,
    licences: () => licences,
    retry_storage: () => wait(900),
    dismiss_notice: ({ id }) => {
      view.notices = view.notices.filter((notice) => notice.id !== id);
    },
    can_authenticate: () => true,
    choose_authentication: async ({ wanted }) => {
      await wait(2000);
      view.preferences = { ...view.preferences, authenticate: Boolean(wanted) };
    },
    set_preferences: ({ preferences }) => {
      view.preferences = preferences as AppView["preferences"];
    },
  };

  mockWindows("main");
  mockIPC((command, given) => answers[command]?.((given ?? {}) as Arguments) ?? null, { shouldMockEvents: true });
  // In the browser's console: finishes the sign-in that waits.
  Object.assign(window, {
    finishSignIn: async () => {
      const done = { ...view.signIn, stage: "done", account: adele.key };
      if (view.accounts.length === 0) view.accounts = [adele];
      await emit("sign-in", done);
    },
  });
}
