import type { Conclusion } from "../bindings/Conclusion";
import { now } from "../shared/clock.svelte";
import { text } from "../shared/i18n/index.svelte";
import { moment, timeLeft } from "../shared/time";

export interface ConclusionWords {
  /** What it would come to. */
  what: string;
  /** What the person does about it. */
  todo: string;
  /** Whether only a person can go on. */
  needsPerson: boolean;
}

/** What silent acquisition would come to, and what to do. */
export function conclusionWords(conclusion: Conclusion): ConclusionWords {
  const words = text().explanation;
  const by = (what: string, todo: string) => ({ what, todo, needsPerson: true });
  switch (conclusion.kind) {
    case "cached-token": {
      const left = timeLeft(Math.max(0, conclusion.expiresOn - now()));
      return { what: words.cachedToken(left), todo: words.nothingToDo, needsPerson: false };
    }
    case "asks-provider":
      return { what: words.asksProvider, todo: words.nothingToDo, needsPerson: false };
    case "throttled":
      return by(words.throttled(moment(conclusion.until)), words.waitOrSignIn);
    case "unknown-account":
      return by(words.unknownAccount, words.signIn);
    case "no-refresh-token":
      return by(words.noRefreshToken, words.signIn);
    case "dead-refresh-token":
      return by(words.deadRefreshToken, words.signIn);
  }
}
