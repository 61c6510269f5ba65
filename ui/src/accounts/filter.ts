import type { AccountView } from "../bindings/AccountView";
import type { SearchView } from "../bindings/SearchView";
import { text } from "../shared/i18n/index.svelte";
import { accountId } from "./key";
import { plainAddress } from "./tenant";

/** An account that a query finds. */
export interface Found {
  account: AccountView;
  /** What of it does not show in its row but was found, such as "Scope User.Read"; null where the row shows it all. */
  matched: string | null;
}

/** Where an account may be found besides its row. */
type Place = "tenant" | "application" | "scope";

interface Words {
  shown: string;
  realms: string[];
}

const known = new WeakMap<AccountView, Words>();
const plainWords = new WeakMap<SearchView, string[]>();

/** Makes letters comparable: without case and accents. */
export function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The accounts in which every word of the query occurs: in what their rows show, their tenants, applications and scopes. */
export function findAccounts(accounts: AccountView[], query: string, search: SearchView | null): Found[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return accounts.map((account) => ({ account, matched: null }));
  const index = search && indexOf(search, words);
  return accounts.flatMap((account) => {
    const places = words.map((word, at) => placeOf(account, word, index, at));
    if (places.some((place) => place === undefined)) return [];
    const hidden = [...new Set(places.filter((place) => typeof place === "string"))];
    return [{ account, matched: hidden.length > 0 ? hidden.join(" · ") : null }];
  });
}

interface Index {
  search: SearchView;
  /** For each word of the query, the numbers of the words in which it occurs. */
  hits: Set<number>[];
  entries: Map<string, SearchView["accounts"][number]>;
}

const entriesOf = new WeakMap<SearchView, Index["entries"]>();

function indexOf(search: SearchView, words: string[]): Index {
  const all = remembered(plainWords, search, () => search.words.map(plain));
  const entries = remembered(entriesOf, search, () => new Map(search.accounts.map((entry) => [accountId(entry.key), entry])));
  const hits = words.map((word) => new Set(all.flatMap((each, number) => (each.includes(word) ? [number] : []))));
  return { search, hits, entries };
}

/** Null where the row shows the word, else where it is; undefined where it is nowhere. */
function placeOf(account: AccountView, word: string, index: Index | null, at: number): string | null | undefined {
  const own = remembered(known, account, () => wordsOf(account));
  if (own.shown.includes(word)) return null;
  const realm = own.realms.findIndex((each) => each.includes(word));
  if (realm >= 0) return named("tenant", plainAddress(account.realms[realm]!));
  const entry = index?.entries.get(accountId(account.key));
  if (!index || !entry) return undefined;
  const hit = (numbers: number[]) => numbers.find((number) => index.hits[at]!.has(number));
  const scope = hit(entry.scopes);
  if (scope !== undefined) return named("scope", index.search.words[scope]!);
  const application = hit(entry.applications);
  return application === undefined ? undefined : named("application", index.search.words[application]!);
}

function named(place: Place, what: string): string {
  return text().search[place](what);
}

function wordsOf(account: AccountView): Words {
  const tenant = plainAddress(`${account.tenant} ${account.key.environment}`);
  return {
    shown: plain([account.name, account.username, text().kinds[account.kind], tenant].join(" ")),
    realms: account.realms.map((realm) => plain(plainAddress(realm))),
  };
}

function remembered<Key extends object, Value>(memory: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const before = memory.get(key);
  if (before !== undefined) return before;
  const value = make();
  memory.set(key, value);
  return value;
}
