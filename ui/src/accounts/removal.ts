import type { AccountView } from "../bindings/AccountView";
import type { ClearWhat } from "../bindings/ClearWhat";
import type { Counts } from "../bindings/Counts";
import type { RemovalView } from "../bindings/RemovalView";
import type { SignOutReach } from "../bindings/SignOutReach";
import type { SignOutView } from "../bindings/SignOutView";
import { ipc } from "../ipc";
import { locale, text } from "../shared/i18n/index.svelte";

/** What the person wants gone. */
export type RemovalKind = ClearWhat | "sign-out";

/** Whose, what, and if it is single tokens of one account, which. */
export interface Wanted {
  accounts: AccountView[];
  kind: RemovalKind | "tokens";
  tokens?: string[];
}

const keys = ({ accounts }: Wanted) => accounts.map((account) => account.key);

export function previewRemoval(wanted: Wanted): Promise<RemovalView> {
  if (wanted.kind === "tokens") return ipc.previewClearTokens(wanted.accounts[0]!.key, wanted.tokens ?? []);
  return wanted.kind === "sign-out" ? ipc.previewSignOut(keys(wanted)) : ipc.previewClear(keys(wanted), wanted.kind);
}

/** Removes; where accounts are signed out, as far as `reach` says. Can be given up until it has begun. */
export async function remove(wanted: Wanted, reach: SignOutReach, attempt: number): Promise<SignOutView> {
  if (wanted.kind === "sign-out") return await ipc.signOut(keys(wanted), reach, attempt);
  const removed =
    wanted.kind === "tokens"
      ? await ipc.clearTokens(wanted.accounts[0]!.key, wanted.tokens ?? [], attempt)
      : await ipc.clear(keys(wanted), wanted.kind, attempt);
  return { removed, browserError: null };
}

/** The name of the one, or how many there are. */
function who(accounts: AccountView[]): string {
  return accounts.length === 1 ? accounts[0]!.name : text().list.count(accounts.length);
}

export function removalTitle({ accounts, kind, tokens }: Wanted): string {
  const words = text().removal;
  if (kind === "tokens") return words.tokensTitle(tokens?.length ?? 0, who(accounts));
  const titles = {
    "access-tokens": words.accessTitle,
    expired: words.expiredTitle,
    everything: words.everythingTitle,
    "sign-out": words.signOutTitle,
  };
  return titles[kind](who(accounts));
}

/** What the removal means for the person, in a sentence. */
export function removalConsequence({ accounts, kind }: Wanted, preview: RemovalView): string {
  const words = text().removal;
  const [account, ...others] = accounts;
  if (!account || others.length > 0) {
    if (kind === "sign-out") return words.allLeaveList;
    return preview.staysSignedIn ? words.allStaySignedIn : words.someMustSignIn;
  }
  if (kind === "sign-out") return words.leavesList(account.name);
  return preview.staysSignedIn ? words.staysSignedIn(account.name) : words.mustSignIn(account.name);
}

/** "2 access tokens, 1 refresh token"; "nothing" where there is nothing. */
export function countsInWords(counts: Counts): string {
  const words = text().removal;
  const parts = [
    counts.accounts > 0 && words.accounts(counts.accounts),
    counts.accessTokens > 0 && words.accessTokens(counts.accessTokens),
    counts.refreshTokens > 0 && words.refreshTokens(counts.refreshTokens),
    counts.idTokens > 0 && words.idTokens(counts.idTokens),
  ].filter((part) => part !== false);
  if (parts.length === 0) return words.nothing;
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(parts);
}

export function isNothing(counts: Counts): boolean {
  return Object.values(counts).every((count) => count === 0);
}
