import type { TokenView } from "../bindings/TokenView";
import { text } from "../shared/i18n/index.svelte";
import { moment } from "../shared/time";
import { lifeOf } from "../tokens/life";

/** What becomes of a token: it is what renews, it is renewed by that, it ends and somebody is asked, or it has ended. */
export type Fate = "renewing" | "renewed" | "asks" | "expired" | "dead";

/** What becomes of a token after `now`, in Unix seconds. */
export function fateOf(token: TokenView, now: number): Fate {
  if (token.kind === "refresh") return token.renews ? "renewing" : "dead";
  if (token.renews && (token.expiresOn === null || token.expiresOn > now)) return "renewed";
  return token.expiresOn !== null && token.expiresOn <= now ? "expired" : "asks";
}

/** What becomes of it, in a few words. */
export function fateInWords(token: TokenView, fate: Fate): string {
  const words = text().timeline;
  if (fate !== "expired") return words[fate];
  return token.renews ? words.expiredRenewed : words.expiredAsks;
}

/** The bar in a sentence, for those who do not see it. */
export function barInWords(token: TokenView, now: number): string {
  const words = text().timeline;
  const parts = [
    token.cachedAt !== null && words.since(moment(token.cachedAt)),
    token.refreshOn !== null && words.refreshFrom(moment(token.refreshOn)),
    token.expiresOn === null ? lifeOf(token, now).words : words.until(moment(token.expiresOn), lifeOf(token, now).words),
    token.extendedExpiresOn !== null && words.extendedUntil(moment(token.extendedExpiresOn)),
    fateInWords(token, fateOf(token, now)),
  ];
  return parts.filter(Boolean).join("; ");
}
