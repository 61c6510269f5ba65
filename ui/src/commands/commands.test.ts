import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { whoAmI } from "../../mock/things";
import { listKeys } from "../accounts/list-keys";
import { messages } from "../shared/i18n/all";
import { languages } from "../shared/i18n/index.svelte";
import { openWindow, type Answers } from "../test-window";
import { tokenKeys } from "../tokens/token-keys";
import { windowKeys } from "./keys";

const press = (key: string, more = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
const query = () => screen.getByTestId("palette-query");
const shown = () => screen.queryAllByTestId("palette-command").map((each) => each.dataset.command);
const active = () => document.getElementById(query().getAttribute("aria-activedescendant") ?? "");

async function open(answers: Answers = {}, view = scenes.team!()) {
  const core = await openWindow(view, answers);
  await press("k", { ctrlKey: true });
  await screen.findByTestId("palette");
  return core;
}

const type = (value: string) => fireEvent.input(query(), { target: { value } });

test("Control K opens the commands, with the field and the list named for a screen reader", async () => {
  await open();
  expect(document.activeElement).toBe(query());
  expect(query().getAttribute("role")).toBe("combobox");
  expect(document.getElementById(query().getAttribute("aria-controls")!)?.getAttribute("role")).toBe("listbox");
  expect(active()?.getAttribute("aria-selected")).toBe("true");
  expect(screen.getByTestId("palette-count").textContent).toMatch(/results/);
});

test("letters in their order find a command, without accents an account", async () => {
  const view = scenes.crowd!();
  await open({}, view);
  await type("gtok");
  expect(shown()[0]).toBe("get-token");
  await type("ines almeida8@");
  expect(screen.getAllByTestId("palette-command")[0]!.textContent).toContain("Inés Almeida");
  await type("nothing like this");
  expect(screen.getByTestId("palette-none").textContent).toContain("nothing like this");
});

test("the arrows move, Enter does it, and what was used last comes first", async () => {
  const core = await open({ get_token: () => ({ outcome: "from-cache", scopes: [], expiresOn: null, providerCode: null }) });
  const first = active()?.dataset.command;
  await press("ArrowDown");
  expect(active()?.dataset.command).not.toBe(first);
  await press("ArrowUp");
  await press("ArrowUp");
  expect(active()).toBe(screen.getAllByTestId("palette-command").at(-1));
  await type("get a token");
  await press("Enter");
  await waitFor(() => expect(core.sent("get_token")).toHaveLength(1));
  expect(screen.queryByTestId("palette")).toBeNull();
  await press("k", { ctrlKey: true });
  await screen.findByTestId("palette");
  expect(shown()[0]).toBe("get-token");
});

test("Escape closes it and gives the focus back", async () => {
  await openWindow(scenes.team!());
  const row = screen.getAllByTestId("account-row")[2]!;
  row.focus();
  await press("k", { ctrlKey: true });
  await fireEvent(await screen.findByTestId("palette"), new Event("cancel", { cancelable: true }));
  expect(screen.queryByTestId("palette")).toBeNull();
  expect(document.activeElement).toBe(row);
});

test("an account and a page can be gone to", async () => {
  await open();
  await type("chiara");
  await press("Enter");
  await waitFor(() => expect(screen.getByTestId("account-detail").dataset.username).toBe("chiara@adatum.example"));
  await press("k", { ctrlKey: true });
  await screen.findByTestId("palette");
  await type("storage");
  await press("Enter");
  await screen.findByTestId("storage-page");
});

test("an account whose provider is gone is offered nothing that would ask it", async () => {
  const view = scenes.team!();
  view.accounts = view.accounts.slice(5);
  await open({}, view);
  expect(shown()).not.toContain("get-token");
  expect(shown()).toContain("sign-out");
});

test.each([
  ["u", "use_account"],
  ["g", "get_token"],
  ["i", "who_am_i"],
  ["n", "begin_sign_in"],
])("Control and %s do what the list of shortcuts says", async (key, command) => {
  const view = scenes.team!();
  view.current = view.accounts[1]!.key;
  const core = await openWindow(view, {
    get_token: () => ({ outcome: "from-cache", scopes: [], expiresOn: null, providerCode: null }),
    who_am_i: () => whoAmI,
  });
  await fireEvent.click(screen.getAllByTestId("account-row")[0]!);
  await press(key, { ctrlKey: true });
  await waitFor(() => expect(core.sent(command)).toHaveLength(1));
});

test("Control L leads to the row of the account that is open", async () => {
  await openWindow(scenes.team!());
  await press("l", { ctrlKey: true });
  await waitFor(() => expect(document.activeElement).toBe(screen.getAllByTestId("account-row")[0]));
});

test("a dialog keeps the keys to itself, and a field all but Control K and F1", async () => {
  const core = await openWindow(scenes.team!());
  const filter = screen.getByTestId("account-filter");
  filter.focus();
  await press("?");
  await press("g", { ctrlKey: true });
  expect(screen.queryByTestId("shortcut-sheet")).toBeNull();
  await press("F1");
  await screen.findByTestId("shortcut-sheet");
  await press("g", { ctrlKey: true });
  expect(core.sent("get_token")).toEqual([]);
});

test("the sheet names every key that is bound, in each language", async () => {
  await openWindow(scenes.team!());
  await press("?");
  await screen.findByTestId("shortcut-sheet");
  expect(screen.getAllByTestId("shortcut").map((each) => each.dataset.key)).toEqual([windowKeys, listKeys, tokenKeys].flatMap(Object.keys));
  for (const language of Object.keys(languages) as (keyof typeof messages)[]) {
    expect(Object.keys(messages[language].shortcuts.window)).toEqual(Object.keys(windowKeys));
    expect(Object.keys(messages[language].shortcuts.list)).toEqual(Object.keys(listKeys));
    expect(Object.keys(messages[language].shortcuts.table)).toEqual(Object.keys(tokenKeys));
  }
});

test("no two keys are the same", () => {
  const chords = Object.values(windowKeys).flat();
  expect(new Set(chords).size).toBe(chords.length);
});
