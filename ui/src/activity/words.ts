import { countsInWords, isNothing } from "../accounts/removal";
import { fullTenant, shortId, shortTenant } from "../accounts/tenant";
import type { ActivityEntryView } from "../bindings/ActivityEntryView";
import { text } from "../shared/i18n/index.svelte";
import type { IconName } from "../shared/icons";

const SIGN_INS = ["sign-in", "device-sign-in"];

const icons: Record<ActivityEntryView["what"], IconName> = {
  "sign-in": "person",
  "device-sign-in": "phone",
  "sign-out": "leave",
  "browser-sign-out": "leave",
  renewal: "renew",
  clear: "trash",
  undo: "undo",
  "token-shown": "eye",
  "token-copied": "copy",
  "account-chosen": "check",
  import: "in",
  export: "out",
  "support-export": "out",
  "key-changed": "key",
  "passphrase-changed": "key",
  "keyring-chosen": "lock",
  restore: "undo",
  repair: "edit",
  "start-over": "file",
  "set-aside": "file",
  "cache-changed": "file",
  "provider-added": "plug",
  "provider-changed": "plug",
  "provider-removed": "plug",
  "log-cleared": "trash",
  unknown: "info",
};

export function iconOf({ what, outcome }: ActivityEntryView): IconName {
  return outcome === "failed" || outcome === "sign-in-needed" ? "warning" : icons[what];
}

/** What happened, and how it ended. */
export function titleOf({ what, outcome }: ActivityEntryView): string {
  const words = text().activity;
  if (outcome === "cancelled") return words.cancelled;
  if (outcome === "sign-in-needed") return words.signInAgain;
  if (outcome === "failed") return SIGN_INS.includes(what) ? words.notSignedIn : words.notRenewed;
  return words.done[what];
}

/** Why it did not come about, with the provider's own code. */
export function faultOf({ fault, providerCode }: ActivityEntryView): string | null {
  if (fault === null) return providerCode;
  const words = text().activity.faults[fault];
  return providerCode === null ? words : `${words} (${providerCode})`;
}

/** The account as it was known then, in the words of a row. */
export function whoOf({ account, name, username }: ActivityEntryView): string | null {
  if (account === null) return null;
  return username === "" || username === name ? name : `${name} · ${username}`;
}

/** What else is known of it, each by itself. */
export function detailsOf(entry: ActivityEntryView): string[] {
  const words = text().activity;
  const application = entry.application ?? (entry.clientId === null ? null : shortId(entry.clientId));
  return [
    isNothing(entry.came) ? null : words.came(countsInWords(entry.came)),
    isNothing(entry.gone) ? null : words.gone(countsInWords(entry.gone)),
    entry.provider,
    application,
    entry.tenant === null ? null : words.tenant(shortTenant(entry.tenant)),
    entry.scopes.join(" ") || null,
    entry.path,
  ].filter((part) => part !== null);
}

/** The program that did it, as a person calls it. */
export function programOf({ program }: ActivityEntryView): string {
  const words = text().activity;
  if (program === "") return words.bySomebody;
  if (program === "tessera-desktop") return words.byWindow;
  return program === "tessera" ? words.byCommandLine : words.byProgram(program);
}

/** The program as the system calls it. */
export function processOf({ program, processId }: ActivityEntryView): string | undefined {
  if (program === "") return undefined;
  return processId === null ? program : text().activity.process(program, String(processId));
}

/** Everything that it may be found by. */
export function everythingOf(entry: ActivityEntryView): string {
  const parts = [
    titleOf(entry),
    faultOf(entry),
    whoOf(entry),
    ...detailsOf(entry),
    programOf(entry),
    entry.program,
    entry.clientId,
    entry.tenant && fullTenant(entry.tenant),
    entry.account?.homeAccountId,
  ];
  return parts.filter(Boolean).join("\n");
}
