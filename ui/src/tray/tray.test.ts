import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { crowd } from "../../mock/people";
import { scenes } from "../../mock/scenes";
import { setLanguage } from "../shared/i18n/index.svelte";
import { openWindow } from "../test-window";
import { trayOf } from "./tray";

test("the account in use comes first, and each has what tells it from the others", () => {
  const view = scenes.team!();
  view.current = view.accounts[2]!.key;
  const tray = trayOf(view);
  expect(tray.hint).toBe(`In use: ${view.accounts[2]!.name}`);
  expect(tray.accounts.map(({ inUse }) => inUse)).toEqual([true, false, false, false, false, false]);
  expect(tray.accounts[0]!.key).toEqual(view.accounts[2]!.key);
  expect(new Set(tray.accounts.map(({ label }) => label)).size).toBe(6);
  expect(tray.accounts[1]!.label).toContain(view.accounts[0]!.username);
  expect(tray.more).toBeNull();
});

test("of many accounts some are in the menu, and the rest a way to the window", async () => {
  const view = { ...scenes.team!(), accounts: crowd(1000), current: null };
  const tray = trayOf(view);
  expect(tray.hint).toBe("No account is in use");
  expect(tray.accounts).toHaveLength(9);
  expect(tray.more).toBe("991 more accounts…");
  await setLanguage("pt-BR");
  expect(trayOf(view).quit).toBe("Encerrar o Tessera");
});

test("the tray is told once the page is painted, and of each change", async () => {
  const core = await openWindow(scenes.team!());
  await waitFor(() => expect(core.sent("show_tray")).toHaveLength(1));
  core.view.current = core.view.accounts[1]!.key;
  await emit("changed");
  await waitFor(() => expect(core.sent("show_tray").at(-1)!.tray).toEqual(trayOf(core.view)));
  expect(core.sent("show_tray")).toHaveLength(2);
});

test("the preference is kept with the others, and where there is no tray it says so", async () => {
  const view = scenes.team!();
  view.preferences = { ...view.preferences, language: "en", caFile: "/etc/ca.pem" };
  const core = await openWindow(view);
  await fireEvent.click(screen.getByTestId("open-storage"));
  await fireEvent.click(await screen.findByTestId("keep-in-tray"));
  await waitFor(() => expect(core.sent("set_preferences")).toHaveLength(1));
  expect(core.sent("set_preferences")[0]!.preferences).toEqual({ ...view.preferences, keepInTray: true });

  core.view.desktop = { ...core.view.desktop, tray: false };
  await emit("changed");
  await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("keep-in-tray").disabled).toBe(true));
  expect(screen.getByTestId("keep-in-tray-hint").textContent).toContain("no tray that Tessera can use");
});
