import { kindAndTenant } from "../accounts/tenant";
import { sameAccount } from "../accounts/key";
import type { AccountView } from "../bindings/AccountView";
import type { AppView } from "../bindings/AppView";
import type { TrayView } from "../bindings/TrayView";
import { text } from "../shared/i18n/index.svelte";

/** How many accounts the menu has room for. */
const ROOM = 9;

/** What the tray shows: who is in use, and whom to change to. */
export function trayOf({ accounts, current }: AppView): TrayView {
  const words = text().tray;
  const inUse = accounts.find(({ key }) => sameAccount(key, current));
  const others = accounts.filter((account) => account !== inUse);
  const listed = (inUse ? [inUse, ...others] : others).slice(0, ROOM);
  const left = accounts.length - listed.length;
  return {
    hint: inUse ? words.inUse(inUse.name) : words.nobody,
    accounts: listed.map((account) => ({ key: account.key, label: labelOf(account), inUse: account === inUse })),
    more: left > 0 ? words.more(left) : null,
    open: words.open,
    quit: words.quit,
  };
}

function labelOf(account: AccountView): string {
  const { name, username } = account;
  return [name, username !== name && username, kindAndTenant(account)].filter(Boolean).join(" · ");
}
