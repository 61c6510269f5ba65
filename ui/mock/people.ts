import type { AccountKind } from "../src/bindings/AccountKind";
import type { AccountState } from "../src/bindings/AccountState";
import type { AccountView } from "../src/bindings/AccountView";

export const ADATUM = "4a8f2c10-9b3e-4d57-8c21-aa0c5f1e7b01";
export const CONTOSO = "c0ffee12-3d4e-4f5a-9b6c-7d8e9f0a1b2c";
export const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
export const ENVIRONMENT = "login.tessera-demo.example";

const now = () => Math.floor(Date.now() / 1000);

/** An account, with anything else as given. */
export function account(name: string, username: string, more: Partial<AccountView> = {}): AccountView {
  const tenant = more.tenant ?? CONTOSO;
  const state: AccountState = more.state ?? "ready";
  return {
    key: { homeAccountId: `${username.replace(/\W/g, "-")}.${tenant}`, environment: ENVIRONMENT },
    name,
    username,
    kind: "work",
    tenant,
    realms: [tenant],
    providerId: "demo",
    state,
    readyUntil: state === "ready" ? now() + 48 * 60 : null,
    sharesUsername: false,
    refused: false,
    ...more,
  };
}

export const adele = account("Adele Vance", "adele@contoso.example", { realms: [CONTOSO, ADATUM] });

/** Six people, two of whom share a username. */
export function team(): AccountView[] {
  return [
    adele,
    account("Bruno Ferreira", "bruno@contoso.example", { state: "renews-by-itself" }),
    account("Sam Ito", "sam@outlook.example", { kind: "personal", tenant: PERSONAL, sharesUsername: true }),
    account("Sam Ito", "sam@outlook.example", { tenant: ADATUM, kind: "guest", state: "renews-by-itself", sharesUsername: true }),
    account("Chiara De Luca", "chiara@adatum.example", { tenant: ADATUM, state: "sign-in-again" }),
    account("Dana Scully", "dana@keycloak.example", {
      kind: "other",
      tenant: "login.keycloak.example",
      providerId: null,
      state: "renews-by-itself",
    }),
  ];
}

/** Names and tenants that are longer than any box. */
export function longNames(): AccountView[] {
  const long = "Maximiliane-Wilhelmina von Hohenstein-Schwarzburg zu Sonnenfels und Oberhausen";
  return [
    account(long, "maximiliane-wilhelmina.von.hohenstein-schwarzburg@international-subsidiaries.contoso.example"),
    account("O", "o@x.example", { state: "sign-in-again" }),
    account("王小明", "xiaoming@contoso.example", { state: "renews-by-itself" }),
    account("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "d@contoso.example", {
      kind: "guest",
      tenant: "an-extraordinarily-long-environment-name.login.identity.example",
    }),
  ];
}

const GIVEN = ["Ana", "Bea", "Carl", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Inés", "João", "Kofi", "Lena"];
const FAMILY = ["Almeida", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "Greco", "Haddad", "Ivanova", "Jensen"];

export function crowd(size: number): AccountView[] {
  const kinds: AccountKind[] = ["work", "work", "guest", "personal"];
  const states: AccountState[] = ["ready", "renews-by-itself", "ready", "sign-in-again", "renews-by-itself"];
  return Array.from({ length: size }, (_, index) => {
    const given = GIVEN[index % GIVEN.length] ?? "";
    const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? "";
    return account(`${given} ${family}`, `${given}.${family}${index}@contoso.example`.toLowerCase(), {
      kind: kinds[index % kinds.length] ?? "work",
      state: states[index % states.length] ?? "ready",
      tenant: index % 3 === 0 ? ADATUM : CONTOSO,
    });
  });
}
