import type { AccountKey } from "../bindings/AccountKey";

export function sameAccount(
  one: AccountKey | null | undefined,
  other: AccountKey | null | undefined,
): boolean {
  if (!one || !other) return false;
  return one.homeAccountId === other.homeAccountId && one.environment === other.environment;
}

/** One string for one account, for keys of lists. */
export function accountId(key: AccountKey): string {
  return `${key.homeAccountId} ${key.environment}`;
}
