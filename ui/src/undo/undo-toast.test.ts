import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { emit } from "@tauri-apps/api/event";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import type { UndoView } from "../bindings/UndoView";
import { openWindow, type Answers } from "../test-window";

const nothing = { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 };
const two = { ...nothing, accessTokens: 2 };

function offer(more: Partial<UndoView> = {}): UndoView {
  const endsOn = Math.floor(Date.now() / 1000) + 10;
  return { id: 4, endsOn, name: "Adele Vance", accounts: 1, goes: two, signedOut: false, browser: false, ...more };
}

async function open(more: Partial<UndoView> = {}, answers: Answers = {}) {
  const view = { ...scenes.team!(), undo: offer(more) };
  const core = await openWindow(view, {
    undo: () => {
      view.undo = null as never;
      return { back: two, left: nothing };
    },
    ...answers,
  });
  await screen.findByTestId("undo");
  return core;
}

const sentence = () => screen.getByTestId("undo-sentence").textContent ?? "";
const announced = () => screen.getByTestId("announcement").textContent;

test("what went is said, with the time that is left to bring it back", async () => {
  await open();
  expect(screen.getByTestId("undo-sentence").getAttribute("role")).toBe("status");
  expect(sentence()).toContain("Adele Vance: cleared 2 access tokens.");
  expect(screen.getByTestId("undo-left").textContent).toMatch(/^(9|10) s$/);
});

test("the session in the browser is said to stay ended", async () => {
  await open({ signedOut: true, browser: true });
  expect(sentence()).toContain("The session in the browser has ended, and stays so.");
});

test("several accounts are counted", async () => {
  await open({ name: null, accounts: 7, signedOut: true });
  expect(sentence()).toContain("7 accounts: signed out.");
});

test("the button brings it back, and that is announced", async () => {
  const core = await open();
  await fireEvent.click(screen.getByTestId("undo"));
  await waitFor(() => expect(announced()).toBe("Brought back: 2 access tokens."));
  expect(core.sent("undo")).toEqual([{ id: 4, attempt: expect.any(Number) }]);
  await waitFor(() => expect(screen.queryByTestId("undo")).toBeNull());
});

test("Control and Z bring it back from anywhere but where one types", async () => {
  const core = await open();
  await fireEvent.keyDown(screen.getByTestId("account-filter"), { key: "z", ctrlKey: true });
  await fireEvent.keyDown(document.body, { key: "z" });
  expect(core.sent("undo")).toEqual([]);
  await fireEvent.keyDown(document.body, { key: "z", ctrlKey: true });
  await waitFor(() => expect(core.sent("undo")).toEqual([{ id: 4, attempt: expect.any(Number) }]));
});

test("what is newer, or was removed elsewhere, is said to stay", async () => {
  await open({}, { undo: () => ({ back: nothing, left: two }) });
  await fireEvent.click(screen.getByTestId("undo"));
  await waitFor(() => expect(announced()).toContain("Brought back: nothing. Not brought back"));
});

test("too late is said", async () => {
  await open({}, { undo: () => null });
  await fireEvent.click(screen.getByTestId("undo"));
  await waitFor(() => expect(announced()).toBe("It is too late to undo that."));
});

test("while it waits for another program it is busy, and can be given up and tried again", async () => {
  let refuse = (_: unknown) => {};
  const core = await open({}, {
    undo: () => new Promise((_, failed) => (refuse = failed)),
    give_up: () => refuse(error("given-up")),
  });
  // The core offers it no longer while it is at it.
  const offered = core.view.undo;
  core.view.undo = null;
  await fireEvent.click(screen.getByTestId("undo"));
  await emit("changed");
  expect((await screen.findByTestId("undo-give-up")).textContent).toContain("Cancel");
  await fireEvent.click(screen.getByTestId("undo"));
  expect(sentence()).toContain("Adele Vance");
  core.view.undo = offered;
  await fireEvent.click(screen.getByTestId("undo-give-up"));
  await waitFor(() => expect(screen.queryByTestId("undo-give-up")).toBeNull());
  expect(screen.queryByTestId("failure")).toBeNull();
  expect(core.sent("undo")).toHaveLength(1);
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("undo")[0]!.attempt }]);
  expect(screen.getByTestId("undo-dismiss")).toBeTruthy();
});

test("a failure is shown and can be tried again", async () => {
  await open({}, {
    undo: () => {
      throw error("lock-held", { detail: "python3 (4711)" });
    },
  });
  await fireEvent.click(screen.getByTestId("undo"));
  expect((await screen.findByTestId("failure")).textContent).toContain("python3 (4711)");
  expect(screen.getByTestId("undo")).toBeTruthy();
});

test("the time stands still for whoever points at it or has the focus in it", async () => {
  const core = await open();
  const button = screen.getByTestId("undo");
  const place = screen.getByRole("region", { name: "Undo the removal" });
  await fireEvent.pointerEnter(place);
  button.focus();
  await fireEvent.pointerLeave(place);
  button.blur();
  await waitFor(() => expect(core.sent("hold_undo")).toEqual([{ id: 4, held: true }, { id: 4, held: false }]));
  core.view.undo = offer({ endsOn: null });
  await emit("changed");
  await waitFor(() => expect(screen.getByTestId("undo-left").textContent).toBe(""));
});

test("it can be sent away", async () => {
  const core = await open();
  await fireEvent.click(screen.getByTestId("undo-dismiss"));
  expect(core.sent("dismiss_undo")).toEqual([{ id: 4 }]);
});

test("there is nothing to undo before a removal", async () => {
  const core = await openWindow(scenes.team!());
  await fireEvent.keyDown(document.body, { key: "z", ctrlKey: true });
  expect(core.sent("undo")).toEqual([]);
});
