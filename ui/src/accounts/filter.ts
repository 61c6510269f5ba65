import type { AccountView } from "../bindings/AccountView";
import { plainAddress } from "./tenant";

/** Makes letters comparable: without case and accents. */
export function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The accounts in which every word of the query occurs. */
export function filterAccounts(accounts: AccountView[], query: string): AccountView[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return accounts;
  return accounts.filter((account) => {
    const all = plain([account.name, account.username, plainAddress(`${account.tenant} ${account.key.environment}`)].join(" "));
    return words.every((word) => all.includes(word));
  });
}
