import type { AccountView } from "../src/bindings/AccountView";
import type { AppView } from "../src/bindings/AppView";
import type { DeviceCodeView } from "../src/bindings/DeviceCodeView";
import type { ErrorCode } from "../src/bindings/ErrorCode";
import type { ErrorView } from "../src/bindings/ErrorView";
import type { SignInView } from "../src/bindings/SignInView";
import type { StorageView } from "../src/bindings/StorageView";
import { adele, crowd, longNames, team } from "./people";
import { qrCode } from "./qr";
import { demo, entra, error, keycloak, storage } from "./things";

const now = () => Math.floor(Date.now() / 1000);

function view(accounts: AccountView[], more: Partial<AppView> = {}): AppView {
  return {
    providers: [demo, entra, keycloak],
    accounts,
    current: accounts[0]?.key ?? null,
    storage,
    notices: [],
    signIn: null,
    undo: null,
    left: { account: null, part: null },
    preferences: { language: new URLSearchParams(location.search).get("language"), caFile: null, keepInTray: false, quiet: false, hideFromCapture: false, authenticate: false },
    listMark: null,
    desktop: { tray: true, captureProtection: true },
    caFileOfEnvironment: null,
    ...more,
  };
}

export function signIn(more: Partial<SignInView> = {}): SignInView {
  return {
    id: 1,
    providerId: "entra",
    way: "browser",
    stage: "waiting-for-browser",
    waitsUntil: now() + 287,
    browserOpened: true,
    wayBack: "port",
    deviceCode: null,
    trouble: null,
    account: null,
    error: null,
    ...more,
  };
}

/** A sign-in that waits for somebody on another device. */
export function onDevice(more: Partial<SignInView> = {}, code: Partial<DeviceCodeView> = {}): SignInView {
  const deviceCode = {
    userCode: "BCDF-GHJKL",
    address: "https://login.example.com/devicelogin",
    picture: qrCode,
    pictureHasCode: true,
    ...code,
  };
  return signIn({
    way: "device-code",
    stage: "waiting-for-device",
    waitsUntil: now() + 14 * 60 + 31,
    browserOpened: false,
    deviceCode,
    ...more,
  });
}

function failed(code: ErrorCode, more: Partial<ErrorView> = {}): SignInView {
  return signIn({ stage: "failed", error: error(code, more) });
}

const locked = (more: Partial<StorageView>) => () =>
  view([], { providers: [demo], storage: { ...storage, protection: null, generation: null, ...more } });

/** What the window can be asked to show, by the name in its address: `?scene=crowd`. */
export const scenes: Record<string, () => AppView> = {
  "first-run": () => view([], { providers: [], storage: { ...storage, protection: null, generation: null } }),
  "no-accounts": () => view([]),
  one: () => view([adele], { providers: [demo] }),
  team: () => view(team()),
  crowd: () => view(crowd(200)),
  long: () => view(longNames()),
  notices: () =>
    view(team(), {
      notices: [
        { id: 1, kind: "cache-set-aside", path: "/home/adele/.local/share/tessera/token-cache.sealed.set-aside-2026-11-22T09-41-07", seconds: null },
        { id: 3, kind: "cache-put-back", path: "/home/adele/.local/share/tessera/token-cache.sealed", seconds: null },
        { id: 2, kind: "settings-set-aside", path: "/home/adele/.config/tessera/settings.json.set-aside-1", seconds: null },
      ],
    }),
  clock: () => view(team(), { notices: [{ id: 0, kind: "clock-behind", path: "", seconds: 431 }] }),
  "lock-held": () =>
    view(team(), { storage: { ...storage, error: error("lock-held", { detail: "python3 (4711)" }) } }),
  discovering: () => view(team(), { signIn: signIn({ stage: "discovering", waitsUntil: null }) }),
  waiting: () => view(team(), { signIn: signIn() }),
  "own-scheme": () => view(team(), { signIn: signIn({ wayBack: "scheme" }) }),
  "to-be-pasted": () => view(team(), { signIn: signIn({ wayBack: "pasting" }) }),
  "not-expected": () => view(team(), { notices: [{ id: 0, kind: "answer-not-expected", path: "", seconds: null }] }),
  "not-opened": () => view(team(), { signIn: signIn({ browserOpened: false }) }),
  exchanging: () => view(team(), { signIn: signIn({ stage: "exchanging" }) }),
  "getting-code": () => view(team(), { signIn: onDevice({ stage: "discovering", deviceCode: null, waitsUntil: null }) }),
  "device-code": () => view(team(), { signIn: onDevice() }),
  "device-code-long": () =>
    view(team(), {
      signIn: onDevice({}, {
        userCode: "WDJB-MJHT-QXZR-PLKC-BNVF",
        address: "https://authentication.international-subsidiaries.contoso.example/realms/staff-and-partners/device",
        picture: null,
      }),
    }),
  "device-code-trouble": () => view(team(), { signIn: onDevice({ trouble: error("network", { detail: "login.example.com" }) }) }),
  "device-code-expired": () => view(team(), { signIn: onDevice({ stage: "failed", error: error("device-code-expired") }) }),
  "device-code-not-offered": () =>
    view(team(), { signIn: onDevice({ stage: "failed", deviceCode: null, error: error("device-code-not-offered") }) }),
  refused: () => view(team(), { signIn: failed("consent-refused", { providerCode: "AADSTS65004" }) }),
  unknown: () => view(team(), { signIn: failed("unknown-application", { providerCode: "AADSTS700016" }) }),
  blocked: () => view(team(), { signIn: failed("provider-refused", { providerCode: "AADSTS53003", advice: "blocked-by-policy" }) }),
  skewed: () => view(team(), { signIn: failed("clock-skew", { detail: "400" }) }),
  invalid: () => view(team(), { signIn: failed("provider-invalid", { problem: "not-an-entra-host", detail: "id.example" }) }),
  opening: locked({ state: "opening" }),
  passphrase: locked({ state: "passphrase-needed", protection: "passphrase", canStartOver: true }),
  "new-passphrase": locked({ state: "new-passphrase-needed" }),
  keyring: locked({ state: "keyring-unavailable", protection: "keyring", error: error("keyring-locked") }),
  "keyring-gone": locked({
    state: "keyring-unavailable",
    protection: "keyring",
    error: error("keyring-absent"),
    canStartOver: true,
  }),
  unavailable: locked({
    state: "unavailable",
    error: error("permission-denied", { detail: "/home/adele/.local/share/tessera/token-cache.sealed" }),
  }),
};
