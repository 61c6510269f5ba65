import type { ActivityEntryView } from "../src/bindings/ActivityEntryView";
import type { ActivityView } from "../src/bindings/ActivityView";
import type { ClaimsView } from "../src/bindings/ClaimsView";
import type { ClaimView } from "../src/bindings/ClaimView";
import type { ErrorCode } from "../src/bindings/ErrorCode";
import type { ErrorView } from "../src/bindings/ErrorView";
import type { ProviderView } from "../src/bindings/ProviderView";
import type { ImportView } from "../src/bindings/ImportView";
import type { RestoreView } from "../src/bindings/RestoreView";
import type { AccountView } from "../src/bindings/AccountView";
import type { SearchView } from "../src/bindings/SearchView";
import type { StorageDetails } from "../src/bindings/StorageDetails";
import type { StorageView } from "../src/bindings/StorageView";
import type { TokenView } from "../src/bindings/TokenView";
import type { WhoAmIView } from "../src/bindings/WhoAmIView";
import { ADATUM, CONTOSO } from "./people";

const CLIENT = "7e55e7a0-0000-4000-8000-00000000de30";
const now = () => Math.floor(Date.now() / 1000);

export const demo: ProviderView = {
  id: "demo",
  kind: "demo",
  name: "Demo tenant",
  clientId: CLIENT,
  authority: "",
  scopes: ["User.Read"],
  redirectUri: "",
};

export const entra: ProviderView = {
  id: "entra",
  kind: "entra",
  name: "Contoso",
  clientId: "11111111-2222-3333-4444-555555555555",
  authority: "https://login.microsoftonline.com/organizations",
  scopes: ["User.Read"],
  redirectUri: "",
};

export const keycloak: ProviderView = {
  id: "keycloak",
  kind: "oidc",
  name: "Keycloak",
  clientId: "tessera",
  authority: "https://login.keycloak.example/realms/staff",
  scopes: ["openid", "profile", "offline_access"],
  redirectUri: "",
};

export const storage: StorageView = {
  path: "/home/adele/.local/share/tessera/token-cache.sealed",
  state: "ready",
  protection: "keyring",
  generation: 17,
  error: null,
  canStartOver: false,
  shortestPassphrase: 12,
};

export function restore(more: Partial<RestoreView> = {}): RestoreView {
  return {
    generation: 1016,
    comes: ["megan@contoso.example"],
    goes: ["guest@adatum.example", "adele@contoso.example"],
    before: { accounts: 2, accessTokens: 3, refreshTokens: 2, idTokens: 2 },
    after: { accounts: 1, accessTokens: 1, refreshTokens: 1, idTokens: 1 },
    isSame: false,
    ...more,
  };
}

const noTokens = { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 };

export function incoming(more: Partial<ImportView> = {}): ImportView {
  return {
    newAccounts: ["megan@contoso.example", "lee@adatum.example"],
    knownAccounts: ["adele@contoso.example"],
    added: { ...noTokens, accessTokens: 3, refreshTokens: 2, idTokens: 2 },
    replaced: { ...noTokens, accessTokens: 1 },
    same: { ...noTokens, idTokens: 1 },
    newerHere: { ...noTokens, refreshTokens: 1 },
    unreadable: 0,
    changesNothing: false,
    ...more,
  };
}

export function storageDetails(more: Partial<StorageDetails> = {}): StorageDetails {
  return {
    path: storage.path,
    size: 48_213,
    protection: "keyring",
    keyId: "0f6b7813a9c24e5d8b1730c2d4e6f8a1",
    generation: 1017,
    written: now() - 431,
    writtenBy: "tessera-desktop",
    lock: { state: "free" },
    backup: { path: `${storage.path}.backup`, size: 47_950, protection: "keyring", sameKey: true, generation: 1016, written: now() - 7200 },
    ...more,
  };
}

export function error(code: ErrorCode, more: Partial<ErrorView> = {}): ErrorView {
  const message = "What failed, in English, for logs and support.";
  return { code, message, providerCode: null, detail: null, problem: null, ...more };
}

function token(id: string, kind: TokenView["kind"], more: Partial<TokenView>): TokenView {
  return {
    id,
    kind,
    clientId: CLIENT,
    application: "Demo tenant",
    scopes: [],
    requested: null,
    realm: CONTOSO,
    cachedAt: now() - 700,
    expiresOn: null,
    refreshOn: null,
    extendedExpiresOn: null,
    renews: true,
    familyId: null,
    hasClaims: kind !== "refresh",
    ...more,
  };
}

export function tokens(): TokenView[] {
  return [
    token("at-1", "access", {
      scopes: ["User.Read", "openid", "profile", "email"],
      requested: { granted: ["User.Read", "openid", "profile"], refused: ["Mail.Send"], beyond: ["email"], unlisted: ["offline_access"], everything: false },
      expiresOn: now() + 48 * 60 + 12,
      refreshOn: now() + 20 * 60,
      extendedExpiresOn: now() + 108 * 60,
    }),
    token("at-2", "access", { scopes: ["Mail.Read"], expiresOn: now() + 59, realm: ADATUM, application: null, renews: false }),
    token("at-3", "access", {
      scopes: ["https://graph.example/Files.ReadWrite.All", "https://graph.example/Sites.Read.All", "https://graph.example/Calendars.ReadWrite"],
      cachedAt: now() - 3 * 3600 - 100,
      expiresOn: now() - 2 * 3600 - 100,
    }),
    token("rt-1", "refresh", { scopes: ["User.Read", "openid", "profile", "offline_access"], realm: "", familyId: "1" }),
    token("id-1", "id", { expiresOn: now() + 3600 + 12 * 60 }),
  ];
}

const claim = (name: string, value: string, time: number | null = null): ClaimView => ({ name, value, time });

export function claims(): ClaimsView {
  return {
    header: [claim("typ", "JWT"), claim("alg", "RS256"), claim("kid", "demo-2026-1")],
    claims: [
      claim("aud", "https://graph.tessera-demo.example"),
      claim("iss", `https://login.tessera-demo.example/${CONTOSO}/v2.0`),
      claim("iat", String(now() - 700), now() - 700),
      claim("nbf", String(now() - 700), now() - 700),
      claim("exp", String(now() + 2892), now() + 2892),
      claim("name", "Adele Vance"),
      claim("preferred_username", "adele@contoso.example"),
      claim("oid", "5b2f0a3e-7f7e-4c0a-a9b5-0d0c3f8e1a11"),
      claim("tid", CONTOSO),
      claim("scp", "User.Read openid profile email"),
      claim("roles", '["Reader","Auditor"]'),
      claim("xms_custom", '{\n  "department": "Retail"\n}'),
      claim("ver", "2.0"),
    ],
  };
}

export const whoAmI: WhoAmIView = {
  url: "http://127.0.0.1:43817/v1.0/me",
  displayName: "Adele Vance",
  username: "adele@contoso.example",
  fields: [
    claim("displayName", "Adele Vance"),
    claim("userPrincipalName", "adele@contoso.example"),
    claim("mail", "adele@contoso.example"),
    claim("jobTitle", "Retail Manager"),
    claim("officeLocation", "18/2111"),
    claim("id", "5b2f0a3e-7f7e-4c0a-a9b5-0d0c3f8e1a11"),
  ],
};

/** Everybody has two scopes of the demo tenant; the second one has another application and scope besides. */
export function search(accounts: AccountView[]): SearchView {
  return {
    words: [CLIENT, "Demo tenant", "User.Read", "openid", "Contoso Payroll", "Files.ReadWrite.All"],
    accounts: accounts.map(({ key }, at) => ({ key, applications: at === 1 ? [0, 1, 4] : [0, 1], scopes: at === 1 ? [2, 3, 5] : [2, 3] })),
  };
}

const nobody = { account: null, name: "", username: "", tenant: null, clientId: null, application: null };

/** Something that happened to Adele. */
export function happened(more: Partial<ActivityEntryView> = {}): ActivityEntryView {
  return {
    time: now() - 40,
    what: "renewal",
    outcome: "done",
    fault: null,
    providerCode: null,
    account: { homeAccountId: `adele.${CONTOSO}`, environment: "login.tessera-demo.example" },
    name: "Adele Vance",
    username: "adele@contoso.example",
    tenant: CONTOSO,
    clientId: CLIENT,
    application: "Demo tenant",
    scopes: [],
    came: noTokens,
    gone: noTokens,
    provider: null,
    path: null,
    program: "tessera-desktop",
    processId: 4711,
    ...more,
  };
}

export function activity(entries: ActivityEntryView[] = history()): ActivityView {
  return { path: `${storage.path}.activity`, entries, unreadable: 0 };
}

function history(): ActivityEntryView[] {
  const day = 24 * 3600;
  return [
    happened({ scopes: ["User.Read", "openid", "profile"] }),
    happened({ what: "cache-changed", program: "payroll-sync", processId: null, time: now() - 400, came: { ...noTokens, accessTokens: 2 }, gone: { ...noTokens, refreshTokens: 1 }, application: null, clientId: "11111111-2222-3333-4444-555555555555", scopes: ["Mail.Read"] }),
    happened({ outcome: "sign-in-needed", fault: "provider-refused", providerCode: "AADSTS50173", time: now() - 3 * 3600, scopes: ["User.Read"] }),
    happened({ what: "clear", time: now() - day, gone: { ...noTokens, accessTokens: 3 }, program: "tessera", processId: 812 }),
    happened({ ...nobody, what: "export", path: "/home/adele/Downloads/tessera-export.json", time: now() - day - 300 }),
    happened({ ...nobody, what: "provider-added", provider: "Contoso", time: now() - 9 * day }),
    happened({ what: "sign-in", scopes: ["User.Read"], time: now() - 9 * day - 60 }),
  ];
}
