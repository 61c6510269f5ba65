import { accountId } from "../accounts/key";
import type { AccountView } from "../bindings/AccountView";
import type { AppView } from "../bindings/AppView";
import type { NotificationView } from "../bindings/NotificationView";
import { text } from "../shared/i18n/index.svelte";

/** More at once are told of together. */
const MOST = 3;

/** Tells of accounts whose renewal was refused while nobody looked: once each, until they are well again. */
export class Reminders {
  readonly #known = new Set<string>();
  #begun = false;

  /** What to tell the person of, now that the window has this to show. */
  look(view: AppView, isSeen: boolean): NotificationView[] {
    if (view.storage.state !== "ready") return [];
    const needy = view.accounts.filter(({ state, refused }) => state === "sign-in-again" && refused);
    const ids = new Set(needy.map(({ key }) => accountId(key)));
    for (const id of this.#known) if (!ids.has(id)) this.#known.delete(id);
    const fresh = needy.filter(({ key }) => !this.#known.has(accountId(key)));
    for (const id of ids) this.#known.add(id);
    const begun = this.#begun;
    // What was so when the window opened is seen in it.
    this.#begun = true;
    return isSeen || !begun || view.preferences.quiet ? [] : told(fresh);
  }
}

function told(accounts: AccountView[]): NotificationView[] {
  const words = text().notifications;
  const note = ({ key }: AccountView, summary: string): NotificationView => ({ account: key, summary, body: words.body, open: text().tray.open });
  const [first] = accounts;
  if (first && accounts.length > MOST) return [note(first, words.many(accounts.length))];
  return accounts.map((account) => note(account, words.one(account.name, account.username)));
}

/** Whether somebody may be looking at the window. */
export function isSeen(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
