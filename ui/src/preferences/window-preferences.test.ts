import { cleanup, fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";

const box = (testid: string) => screen.getByTestId<HTMLInputElement>(testid);

async function open(view = scenes.team!(), answers: Answers = {}) {
  const core = await openWindow(view, answers);
  await fireEvent.click(screen.getByTestId("open-storage"));
  await screen.findByTestId("notify");
  return core;
}

test("each preference is kept, and what is not named stays", async () => {
  const core = await open(scenes.team!(), {
    set_preferences: ({ preferences }) => {
      core.view.preferences = preferences as typeof core.view.preferences;
    },
  });
  expect(box("notify").checked).toBe(true);
  await fireEvent.click(box("notify"));
  await waitFor(() => expect(box("notify").checked).toBe(false));
  await fireEvent.click(box("hide-from-capture"));
  await waitFor(() => expect(box("hide-from-capture").checked).toBe(true));
  const last = core.sent("set_preferences").at(-1)!.preferences;
  expect(last).toMatchObject({ quiet: true, hideFromCapture: true, keepInTray: false });
});

test("what the system cannot do cannot be chosen, and is said", async () => {
  const view = scenes.team!();
  view.desktop = { tray: false, captureProtection: false };
  await open(view);
  for (const testid of ["keep-in-tray", "hide-from-capture"]) expect(box(testid).disabled).toBe(true);
  expect(screen.getByTestId("hide-from-capture-hint").textContent).toContain("no way");
});

test("the system can be asked first only where it can ask, and that can be taken back anywhere", async () => {
  await open(scenes.team!(), { can_authenticate: () => true });
  await waitFor(() => expect(box("authenticate").disabled).toBe(false));
  expect(screen.getByTestId("authenticate-hint").textContent).toContain("Your system asks");
  cleanup();
  await open(scenes.team!(), { can_authenticate: () => false });
  await waitFor(() => expect(screen.getByTestId("authenticate-hint").textContent).toContain("cannot ask"));
  expect(box("authenticate").disabled).toBe(true);
  cleanup();
  const chosen = scenes.team!();
  chosen.preferences.authenticate = true;
  await open(chosen, { can_authenticate: () => false });
  await waitFor(() => expect(screen.getByTestId("authenticate-hint").textContent).toContain("cannot ask"));
  expect(box("authenticate").disabled).toBe(false);
});

test("while the system asks, that can be given up, and another choice asks nothing again", async () => {
  let refuse = (_: unknown) => {};
  const core = await open(scenes.team!(), {
    can_authenticate: () => true,
    choose_authentication: () => new Promise((_, failed) => (refuse = failed)),
    give_up: () => refuse(error("given-up")),
  });
  await waitFor(() => expect(box("authenticate").disabled).toBe(false));
  await fireEvent.click(box("authenticate"));
  expect(screen.getByTestId("authenticate-hint").textContent).toContain("answered your system");
  await fireEvent.click(box("notify"));
  await fireEvent.click(screen.getByTestId("authenticate-give-up"));
  await waitFor(() => expect(screen.queryByTestId("authenticate-give-up")).toBeNull());
  expect(box("authenticate").checked).toBe(false);
  expect(core.sent("choose_authentication")).toEqual([{ wanted: true, attempt: expect.any(Number) }]);
  expect(core.sent("set_preferences")).toMatchObject([{ preferences: { authenticate: false } }]);
});

test("what could not be kept is not shown as chosen, and why is told", async () => {
  await open(scenes.team!(), {
    set_preferences: () => {
      throw { code: "settings-locked", message: "", providerCode: null, detail: null, problem: null };
    },
  });
  await fireEvent.click(box("keep-in-tray"));
  await waitFor(() => expect(box("keep-in-tray").checked).toBe(false));
});
