import type { TokenView } from "../bindings/TokenView";
import { text } from "../shared/i18n/index.svelte";
import { DAY, spanInWords, timeLeft } from "../shared/time";

/** Below this many seconds a token's end is near. */
const NEAR = 5 * 60;

/** What is left of a token: the words, and how pressing it is. */
export interface Life {
  words: string;
  state: "lasting" | "ending" | "expired" | "open";
}

/** What is left of a token at a moment in Unix seconds. */
export function lifeOf(token: TokenView, now: number): Life {
  const words = text().time;
  if (token.expiresOn === null) {
    return { words: token.kind === "refresh" ? words.noFixedEnd : words.noEndStated, state: "open" };
  }
  const left = token.expiresOn - now;
  if (left <= 0) return { words: words.expiredAgo(spanInWords(now - token.expiresOn)), state: "expired" };
  return { words: timeLeft(left), state: left < NEAR ? "ending" : "lasting" };
}

/**
 * The moment until which {@link lifeOf} says what it says at `now`, in Unix seconds: a day later at most, for a token that ends
 * counts at least its days. None where it says the same for ever.
 */
export function lifeChanges(token: TokenView, now: number): number | null {
  if (token.expiresOn === null) return null;
  const said = lifeOf(token, now);
  const isAnother = (moment: number) => {
    const then = lifeOf(token, moment);
    return then.words !== said.words || then.state !== said.state;
  };
  // What was said once does not come again.
  let same = now;
  let other = now + DAY;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isAnother(middle)) other = middle;
    else same = middle;
  }
  return other;
}

const ORDER = { access: 0, refresh: 1, id: 2 };

/** Access tokens first, the longest-lived before the others; refresh tokens and ID tokens after them. */
export function inOrder(tokens: TokenView[]): TokenView[] {
  return [...tokens].sort(
    (a, b) => ORDER[a.kind] - ORDER[b.kind] || (b.expiresOn ?? 0) - (a.expiresOn ?? 0),
  );
}
