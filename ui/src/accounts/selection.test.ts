import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { crowd } from "../../mock/people";
import { scenes } from "../../mock/scenes";
import { search } from "../../mock/things";
import { openWindow } from "../test-window";
import { findAccounts } from "./filter";

const rows = () => screen.queryAllByTestId("account-row");
const selected = () => rows().flatMap((row, at) => (row.getAttribute("aria-selected") === "true" ? [at] : []));
const opened = () => screen.getByTestId("account-detail").dataset.username;
const none = { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 };
const preview = { goes: { ...none, accessTokens: 4 }, stays: { ...none, accounts: 2 }, staysSignedIn: true };

test("Control chooses one by one and leaves open what is open", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(rows()[1]!, { ctrlKey: true });
  await fireEvent.click(rows()[3]!, { ctrlKey: true });
  expect(selected()).toEqual([1, 3]);
  expect(opened()).toBe("adele@contoso.example");
  expect(screen.getByTestId("selection-count").textContent).toBe("2 selected");
  await fireEvent.click(rows()[3]!, { ctrlKey: true });
  expect(selected()).toEqual([1]);
});

test("the box in a row chooses it, and a click beside it opens the row and lets go of the others", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(within(rows()[2]!).getByTestId("account-box"));
  expect(selected()).toEqual([2]);
  await fireEvent.click(rows()[1]!);
  expect(selected()).toEqual([]);
  expect(opened()).toBe("bruno@contoso.example");
  expect(rows()[1]!.getAttribute("aria-current")).toBe("true");
});

test("Shift chooses a stretch from the one that is open, or was chosen last", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(rows()[2]!, { shiftKey: true });
  expect(selected()).toEqual([0, 1, 2]);
  await fireEvent.click(screen.getByTestId("selection-clear"));
  await fireEvent.click(rows()[5]!, { ctrlKey: true });
  await fireEvent.click(rows()[4]!, { shiftKey: true });
  expect(selected()).toEqual([4, 5]);
});

test("Space, Shift with the arrows, Control A and Escape choose on the keyboard", async () => {
  await openWindow(scenes.team!());
  rows()[0]!.focus();
  const key = (name: string, more = {}) => fireEvent.keyDown(document.activeElement!, { key: name, ...more });
  await key(" ");
  expect(selected()).toEqual([0]);
  await key("ArrowDown", { shiftKey: true });
  await waitFor(() => expect(selected()).toEqual([0, 1]));
  await key("a", { ctrlKey: true });
  expect(selected()).toEqual([0, 1, 2, 3, 4, 5]);
  await key("Escape");
  expect(selected()).toEqual([]);
  await key("Delete");
  expect((await screen.findByTestId("removal-dialog")).textContent).toContain("Sign Bruno Ferreira out?");
});

test("one dialog names whose tokens go and what stays, and clears them in one go", async () => {
  const core = await openWindow(scenes.team!(), { preview_clear: () => preview, clear: () => preview });
  await fireEvent.click(rows()[0]!, { ctrlKey: true });
  await fireEvent.click(rows()[1]!, { ctrlKey: true });
  await fireEvent.click(screen.getByTestId("selected-clear-menu"));
  await fireEvent.click(screen.getByTestId("selected-clear-access-tokens"));
  const dialog = await screen.findByTestId("removal-dialog");
  await screen.findByTestId("removal-goes");
  expect(dialog.textContent).toContain("Clear the access tokens of 2 accounts?");
  expect(screen.getByTestId("removal-accounts").textContent).toContain("Bruno Ferreira · bruno@contoso.example");
  expect(screen.getByTestId("removal-consequence").textContent).toContain("All of them stay signed in");
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  const accounts = core.view.accounts.slice(0, 2).map(({ key }) => key);
  await waitFor(() => expect(core.sent("clear")).toMatchObject([{ accounts, what: "access-tokens" }]));
  await waitFor(() => expect(selected()).toEqual([]));
});

test("several are signed out here alone, in one go", async () => {
  const core = await openWindow(scenes.team!(), {
    preview_sign_out: () => ({ ...preview, staysSignedIn: false }),
    sign_out: () => ({ removed: preview, browserError: null }),
  });
  await fireEvent.click(rows()[1]!, { ctrlKey: true });
  await fireEvent.click(rows()[2]!, { ctrlKey: true });
  await fireEvent.click(screen.getByTestId("selected-sign-out"));
  await screen.findByTestId("removal-goes");
  expect(screen.queryByTestId("sign-out-browser-too")).toBeNull();
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  const accounts = core.view.accounts.slice(1, 3).map(({ key }) => key);
  await waitFor(() => expect(core.sent("sign_out")).toEqual([{ accounts, reach: "here", attempt: expect.any(Number) as number }]));
});

test("what the filter hides is left alone", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(rows()[0]!, { ctrlKey: true });
  await fireEvent.click(rows()[1]!, { ctrlKey: true });
  await fireEvent.input(screen.getByTestId("account-filter"), { target: { value: "bruno" } });
  expect(screen.getByTestId("selection-count").textContent).toBe("1 selected");
});

test("a scope, an application and a tenant find their accounts, and the row says which", async () => {
  const view = scenes.team!();
  await openWindow(view, { search: () => search(view.accounts) });
  const filter = (value: string) => fireEvent.input(screen.getByTestId("account-filter"), { target: { value } });
  await filter("files.readwrite");
  expect((await screen.findByTestId("account-matched")).textContent).toBe("Scope Files.ReadWrite.All");
  expect(rows().map((row) => row.dataset.username)).toEqual(["bruno@contoso.example"]);
  await filter("payroll");
  await waitFor(() => expect(screen.getByTestId("account-matched").textContent).toBe("Application Contoso Payroll"));
  await filter("bruno payroll");
  expect(rows()).toHaveLength(1);
  await filter("adele payroll");
  expect(rows()).toHaveLength(0);
  const guest = view.accounts[0]!.realms[1]!;
  await filter(guest);
  expect(rows()[0]!.textContent).toContain(`Tenant ${guest}`);
});

test("a thousand accounts with twenty scopes each are searched", () => {
  const accounts = crowd(1000);
  const index = search(accounts);
  index.words.push(...Array.from({ length: 2000 }, (_, at) => `api://${at}/Things.Read`));
  index.accounts.forEach((account, at) => account.scopes.push(...Array.from({ length: 20 }, (_, n) => 6 + ((at * 7 + n) % 2000))));
  findAccounts(accounts, "a", index);
  expect(findAccounts(accounts, "api://7/", index).length).toBeGreaterThan(0);
  expect(findAccounts(accounts, "things.read", index)).toHaveLength(1000);
});
