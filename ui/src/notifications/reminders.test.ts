import { emit } from "@tauri-apps/api/event";
import { screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { crowd } from "../../mock/people";
import { scenes } from "../../mock/scenes";
import type { AppView } from "../bindings/AppView";
import { openWindow } from "../test-window";
import { Reminders } from "./reminders";

/** The view with those accounts refused. */
function refused(view: AppView, ...indices: number[]): AppView {
  const accounts = view.accounts.map((account, at) =>
    indices.includes(at) ? { ...account, state: "sign-in-again" as const, refused: true } : { ...account, state: "ready" as const, refused: false },
  );
  return { ...view, accounts };
}

test("an account is told of once, and again only after it was well", () => {
  const view = scenes.team!();
  const reminders = new Reminders();
  const look = (...indices: number[]) => reminders.look(refused(view, ...indices), false).map(({ summary }) => summary);
  const bruno = "Sign in again: Bruno Ferreira (bruno@contoso.example)";
  expect(look()).toEqual([]);
  expect(look(1)).toEqual([bruno]);
  expect(look(1)).toEqual([]);
  expect(look(1, 0)).toHaveLength(1);
  expect(look(0)).toEqual([]);
  expect(look(0, 1)).toEqual([bruno]);
});

test("what was so when the window opened, or happens before somebody's eyes, is not told", () => {
  const view = scenes.team!();
  const reminders = new Reminders();
  const opening = { ...view, storage: { ...view.storage, state: "opening" as const }, accounts: [] };
  expect(reminders.look(opening, false)).toEqual([]);
  expect(reminders.look(refused(view, 1), false)).toEqual([]);
  expect(reminders.look(refused(view, 1, 2), true)).toEqual([]);
  expect(reminders.look(refused(view, 1, 2), false)).toEqual([]);
});

test("nobody is told of what was cleared here, nor of anything if they want it quiet", () => {
  const view = scenes.team!();
  const reminders = new Reminders();
  reminders.look(refused(view), false);
  const cleared = refused(view, 1);
  cleared.accounts = cleared.accounts.map((account) => ({ ...account, refused: false }));
  expect(reminders.look(cleared, false)).toEqual([]);
  const quiet = { ...refused(view, 2), preferences: { ...view.preferences, quiet: true } };
  expect(reminders.look(quiet, false)).toEqual([]);
});

test("many at once are told of together", () => {
  const view = { ...scenes.team!(), accounts: crowd(50) };
  const reminders = new Reminders();
  reminders.look(refused(view), false);
  const notes = reminders.look(refused(view, 4, 5, 6, 7), false);
  expect(notes.map(({ summary }) => summary)).toEqual(["4 accounts have to sign in again"]);
  expect(notes[0]!.account).toEqual(view.accounts[4]!.key);
});

test("a window that has not the focus has the person notified, and a click opens the account", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  const core = await openWindow(refused(scenes.team!()));
  core.view.accounts = refused(core.view, 3).accounts;
  await emit("changed");
  await waitFor(() => expect(core.sent("notify")).toHaveLength(1));
  const { key, username } = core.view.accounts[3]!;
  expect(core.sent("notify")[0]!.notification).toMatchObject({ account: key, open: "Open Tessera" });
  await emit("open-account", key);
  await waitFor(() => expect(screen.getByTestId("account-detail").dataset.username).toBe(username));
  vi.restoreAllMocks();
});
