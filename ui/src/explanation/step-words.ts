import { fullTenant, plainAddress } from "../accounts/tenant";
import type { EnvironmentMatch } from "../bindings/EnvironmentMatch";
import type { ExplanationStep } from "../bindings/ExplanationStep";
import type { Objection } from "../bindings/Objection";
import { now } from "../shared/clock.svelte";
import { locale, text } from "../shared/i18n/index.svelte";
import { lengthInWords, moment, spanInWords, timeLeft } from "../shared/time";

/** Whether what was found helps, hinders, or neither. */
export type Mark = "good" | "bad" | "plain";

export interface StepWords {
  /** What was looked at. */
  title: string;
  /** Which one, of several. */
  which: string;
  /** What was found. */
  found: string;
  /** What to do about a refusal, where the provider's code says so. */
  advice?: string;
  mark: Mark;
}

type Of<K extends ExplanationStep["kind"]> = Extract<ExplanationStep, { kind: K }>;

/** One step in words; `application` names an application by its ID. */
export function stepWords(step: ExplanationStep, application: (id: string) => string): StepWords {
  const words = text().explanation;
  const told = (title: string, found: string, mark: Mark = "plain", which = "") => ({ title, which, found, mark });
  switch (step.kind) {
    case "environment":
      return told(words.provider, environment(step), step.matched === "other" ? "bad" : "plain");
    case "account":
      return told(words.account, step.known ? words.accountKnown : words.accountUnknown, step.known ? "plain" : "bad");
    case "client":
      return told(words.application, client(step, application));
    case "realm":
      return told(words.tenant, realm(step));
    case "access-token":
      return told(words.accessToken, accessToken(step), step.objections.length === 0 ? "good" : "bad", step.scopes.join(" "));
    case "refresh-token":
      return {
        ...told(words.refreshToken, ...refreshToken(step), application(step.clientId)),
        ...(step.advice && { advice: text().advice[step.advice] }),
      };
  }
}

function environment({ provider, account, matched }: Of<"environment">): string {
  const words = text().explanation;
  const sentences: Record<EnvironmentMatch, (account: string, provider: string) => string> = {
    same: words.sameProvider,
    alias: words.aliasProvider,
    other: words.otherProvider,
  };
  return sentences[matched](plainAddress(account), plainAddress(provider));
}

function client({ clientId, family, tokensOfOthers }: Of<"client">, application: (id: string) => string): string {
  const words = text().explanation;
  const parts = [
    words.forApplication(application(clientId)),
    family !== null && words.ofFamily(family),
    tokensOfOthers > 0 && words.tokensOfOthers(tokensOfOthers),
  ];
  return parts.filter((part) => part !== false).join(" ");
}

function realm({ realm }: Of<"realm">): string {
  const words = text().explanation;
  if (realm === null) return words.tenantUnknown;
  return realm === "" ? words.noTenants : words.forTenant(fullTenant(realm));
}

function accessToken({ objections, realm, expiresOn, renewedAhead }: Of<"access-token">): string {
  const words = text().explanation;
  if (objections.length === 0) {
    const serves = words.serves(timeLeft(Math.max(0, (expiresOn ?? now()) - now())));
    return renewedAhead ? `${serves} ${words.renewedAhead}` : serves;
  }
  const all = objections.map((each) => objection(each, realm, expiresOn ?? now()));
  return words.servesNot(new Intl.ListFormat(locale(), { type: "conjunction" }).format(all));
}

function objection(objection: Objection, realm: string, end: number): string {
  const words = text().explanation;
  switch (objection.kind) {
    case "other-realm":
      return words.isForTenant(fullTenant(realm));
    case "scopes-missing":
      return words.lacks(objection.scopes.join(" "));
    case "ended":
      return words.ended(spanInWords(Math.max(0, now() - end)));
    case "ends-soon":
      return words.endsSoon(lengthInWords(objection.margin));
    case "bound":
      return words.bound;
    case "not-bearer":
      return words.ofType(objection.tokenType);
    case "unreadable":
      return words.damaged;
  }
}

function refreshToken({ verdict, time, family, providerCode }: Of<"refresh-token">): [string, Mark] {
  const words = text().explanation;
  const at = moment(time ?? now());
  const code = providerCode === null ? "" : ` ${text().app.providerCode}: ${providerCode}.`;
  switch (verdict) {
    case "own":
      return [words.triedAsOwn, "good"];
    case "family":
      return [words.triedAsFamily(family ?? ""), "good"];
    case "of-another":
      return [words.ofAnother, "plain"];
    case "dead":
      return [words.dead(at) + code, "bad"];
    case "throttled":
      return [words.refusedLately(at) + code, "bad"];
    case "unreadable":
      return [words.entryDamaged, "bad"];
  }
}
