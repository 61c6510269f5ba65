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

export function previewRemoval(account: AccountView, kind: RemovalKind): Promise<RemovalView> {
  return kind === "sign-out" ? ipc.previewSignOut(account.key) : ipc.previewClear(account.key, kind);
}

/** Removes; where the account is signed out, as far as `reach` says. */
export async function remove(account: AccountView, kind: RemovalKind, reach: SignOutReach): Promise<SignOutView> {
  if (kind === "sign-out") return await ipc.signOut(account.key, reach);
  return { removed: await ipc.clear(account.key, kind), browserError: null };
}

export function removalTitle(account: AccountView, kind: RemovalKind): string {
  const words = text().removal;
  const titles = {
    "access-tokens": words.accessTitle,
    expired: words.expiredTitle,
    everything: words.everythingTitle,
    "sign-out": words.signOutTitle,
  };
  return titles[kind](account.name);
}

/** What the removal means for the person, in a sentence. */
export function removalConsequence(account: AccountView, kind: RemovalKind, preview: RemovalView): string {
  const words = text().removal;
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
