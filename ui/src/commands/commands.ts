import { tick } from "svelte";
import { accountId } from "../accounts/key";
import { kindAndTenant } from "../accounts/tenant";
import type { AccountView } from "../bindings/AccountView";
import type { AccountAction, Session } from "../session.svelte";
import { languages, text } from "../shared/i18n/index.svelte";
import type { IconName } from "../shared/icons";
import { whatWent } from "../undo/words";
import type { WindowKey } from "./keys";

/** Something that the person can have done, in the palette and by its key. */
export interface Command {
  id: string;
  label: string;
  /** What tells it from others of the same name. */
  detail: string;
  icon: IconName;
  key?: WindowKey;
  /** The palette does not offer what opened it. */
  hidden?: boolean;
  run: () => void;
}

/** Everything that can be done now: to the account on the right, to the window, and which account to go to. */
export function commandsOf(session: Session): Command[] {
  const ready = session.view?.storage.state === "ready";
  return [
    ...(ready ? [...undoing(session), ...onAccount(session), ...adding(session), ...pages(session)] : []),
    ...always(session),
    ...languageChoices(session),
    ...(ready ? session.accounts.map((account) => going(session, account)) : []),
  ];
}

function undoing(session: Session): Command[] {
  const undo = session.view?.undo;
  if (!undo) return [];
  return [{ id: "undo", label: text().undo.button, detail: whatWent(undo), icon: "undo", key: "undo", run: () => void session.undo() }];
}

function onAccount(session: Session): Command[] {
  const { account } = session;
  if (!account) return [];
  const words = text().account;
  const renewable = account.providerId !== null;
  const command = (action: AccountAction, label: string, icon: IconName, key?: WindowKey): Command => ({
    id: action,
    label,
    detail: account.name,
    icon,
    key,
    run: () => session.ask(action),
  });
  return [
    ...(session.isCurrent(account) ? [] : [command("use", words.use, "check", "useAccount")]),
    ...(renewable
      ? [
          command("get-token", words.getToken, "key", "getToken"),
          command("who-am-i", words.whoAmI, "person", "whoAmI"),
          command("explain", text().explanation.why, "info", "explain"),
          command("sign-in", words.signInAgain, "browser", "signInAgain"),
        ]
      : []),
    command("access-tokens", `${words.clear}: ${words.clearAccess}`, "trash"),
    command("expired", `${words.clear}: ${words.clearExpired}`, "trash"),
    command("everything", `${words.clear}: ${words.clearEverything}`, "trash"),
    command("sign-out", words.signOut, "leave", "signOut"),
  ];
}

/** The key begins with the first provider; the palette offers each. */
function adding(session: Session): Command[] {
  const words = text().list;
  const providers = session.view?.providers ?? [];
  const ways = providers.flatMap(({ id, name }, at): Command[] => [
    { id: `add ${id}`, label: words.add, detail: name, icon: "plus", key: at === 0 ? "addAccount" : undefined, run: () => void session.beginSignIn(id) },
    { id: `add-by-code ${id}`, label: `${words.add}: ${words.byCode}`, detail: name, icon: "phone", run: () => void session.beginSignIn(id, null, "device-code") },
  ]);
  const first: WindowKey | undefined = ways.length === 0 ? "addAccount" : undefined;
  return [...ways, { id: "connect", label: text().account.connectProvider, detail: "", icon: "plug", key: first, run: () => session.show("providers") }];
}

function pages(session: Session): Command[] {
  return [
    { id: "providers", label: text().providers.title, detail: "", icon: "plug", key: "providers", run: () => session.show("providers") },
    { id: "storage", label: text().storagePage.title, detail: "", icon: "file", key: "storage", run: () => session.show("storage") },
    { id: "activity", label: text().activity.title, detail: "", icon: "clock", run: () => session.show("activity") },
    { id: "list", label: text().list.title, detail: "", icon: "person", key: "list", run: () => void toList(session) },
    { id: "filter", label: text().list.filter, detail: "", icon: "search", key: "filter", run: () => session.focusFilter() },
  ];
}

function always(session: Session): Command[] {
  return [
    { id: "palette", label: text().palette.title, detail: "", icon: "search", key: "palette", hidden: true, run: () => (session.dialog = "palette") },
    { id: "shortcuts", label: text().shortcuts.title, detail: "", icon: "info", key: "shortcuts", run: () => (session.dialog = "shortcuts") },
    { id: "about", label: text().about.open, detail: "", icon: "info", run: () => (session.dialog = "about") },
  ];
}

function languageChoices(session: Session): Command[] {
  return Object.entries(languages).map(([language, name]) => ({
    id: `language ${language}`,
    label: `${text().storage.language}: ${name}`,
    detail: "",
    icon: "globe",
    run: () => void session.prefer({ language }),
  }));
}

/** Leads to the row that the Tab key stops at. */
async function toList(session: Session) {
  session.detailInFront = false;
  await tick();
  document.querySelector<HTMLElement>('nav [role=option][tabindex="0"]')?.focus();
}

function going(session: Session, account: AccountView): Command {
  return {
    id: `account ${accountId(account.key)}`,
    label: account.name,
    detail: `${account.username} · ${kindAndTenant(account)}`,
    icon: "person",
    run: () => void session.choose(account.key),
  };
}
