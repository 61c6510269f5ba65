import { fireEvent, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, test, vi } from "vitest";
import { scenes } from "../../mock/scenes";
import { claims, error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";

const TEXT = "header.payload.signature";
const answers: Answers = { token_claims: () => claims(), reveal_token: () => TEXT };
const row = (index: number) => screen.getAllByTestId("token-row")[index]!;
const left = (index: number) => within(row(index)).getByTestId("token-time-left").textContent;
const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));

async function openToken(index = 0, more: Answers = {}) {
  const core = await openWindow(scenes.one!(), { ...answers, ...more });
  await screen.findAllByTestId("token-row");
  await fireEvent.click(within(row(index)).getByTestId("token-toggle"));
  return core;
}

async function revealToken() {
  const core = await openToken();
  await click("token-show");
  await vi.waitFor(() => expect(screen.getByTestId("token-text").textContent).toBe(TEXT));
  return core;
}

test("the time left ticks each second and ends in words", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await openWindow(scenes.one!());
  await screen.findAllByTestId("token-row");
  expect(left(1)).toMatch(/^5\d s$/);
  const before = Number.parseInt(left(1) ?? "", 10);
  await vi.advanceTimersByTimeAsync(10_000);
  await tick();
  expect(Number.parseInt(left(1) ?? "", 10)).toBeLessThanOrEqual(before - 10);
  await vi.advanceTimersByTimeAsync(120_000);
  await tick();
  expect(left(1)).toBe("expired 1 min ago");
  expect(left(3)).toBe("no fixed end");
});

test("a token opens to its claims, each well-known one explained", async () => {
  await openToken();
  const claim = await screen.findAllByTestId("claim");
  const audience = claim.find(({ dataset }) => dataset.claim === "aud")!;
  expect(within(audience).getByTestId("claim-value").textContent).toContain("https://graph.tessera-demo.example");
  expect(within(audience).getByTestId("claim-meaning").textContent).toContain("Who the token is meant for");
  const custom = claim.find(({ dataset }) => dataset.claim === "xms_custom")!;
  expect(within(custom).queryByTestId("claim-meaning")).toBeNull();
  const end = claim.find(({ dataset }) => dataset.claim === "exp")!;
  expect(end.textContent).toMatch(/20\d\d/);
});

test("a claim named like a part of every object is not explained", async () => {
  await openToken(0, { token_claims: () => ({ header: [], claims: [{ name: "constructor", value: "x", time: null }] }) });
  expect(within(await screen.findByTestId("claim")).queryByTestId("claim-meaning")).toBeNull();
});

test("a refresh token is not asked for claims that it does not have", async () => {
  const core = await openToken(3);
  expect(screen.getByTestId("token-opaque")).toBeTruthy();
  expect(core.sent("token_claims")).toEqual([]);
});

test("a token's text is hidden until asked for, and asked for by nothing else", async () => {
  const core = await openToken();
  await screen.findAllByTestId("claim");
  expect(screen.getByTestId("token-text").textContent).toBe("");
  expect(core.sent("reveal_token")).toEqual([]);
});

test("a shown text hides by the button and asks anew the next time", async () => {
  const core = await revealToken();
  await click("token-hide");
  expect(document.body.textContent).not.toContain(TEXT);
  await click("token-show");
  expect(core.sent("reveal_token")).toHaveLength(2);
});

test("a shown text hides when the window loses the focus", async () => {
  await revealToken();
  await fireEvent(window, new Event("blur"));
  expect(document.body.textContent).not.toContain(TEXT);
});

test("a shown text hides after thirty seconds", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await revealToken();
  await vi.advanceTimersByTimeAsync(28_000);
  expect(screen.getByTestId("token-text").textContent).toBe(TEXT);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(document.body.textContent).not.toContain(TEXT);
});

test("closing the token takes its text out of the page, out of the old element too", async () => {
  await revealToken();
  const holder = screen.getByTestId("token-text");
  await fireEvent.click(within(row(0)).getByTestId("token-toggle"));
  expect(screen.queryByTestId("token-text")).toBeNull();
  expect(holder.textContent).toBe("");
});

test("a text that arrives after the window lost the focus is not shown", async () => {
  let answer = (_: string) => {};
  await openToken(0, { reveal_token: () => new Promise((done) => (answer = done)) });
  await click("token-show");
  await fireEvent(window, new Event("blur"));
  answer(TEXT);
  await new Promise((done) => setTimeout(done));
  expect(screen.getByTestId("token-text").textContent).toBe("");
});

/** The window of somebody whom the system has to ask first; the answer is what comes of that. */
async function openAsking(reveal_token: Answers[string], more: Answers = {}) {
  const view = scenes.one!();
  view.preferences.authenticate = true;
  const core = await openWindow(view, { ...answers, reveal_token, ...more });
  await screen.findAllByTestId("token-row");
  await fireEvent.click(within(row(0)).getByTestId("token-toggle"));
  await click("token-show");
  await screen.findByTestId("token-give-up");
  return core;
}

test("the focus that goes to the system's question does not hide what comes of it; the next time it does", async () => {
  let answer = (_: string) => {};
  await openAsking(() => new Promise((done) => (answer = done)));
  expect(screen.getByTestId("token-text-status").textContent).toContain("answered your system");
  expect(screen.getByTestId<HTMLButtonElement>("token-copy").disabled).toBe(true);
  await fireEvent(window, new Event("blur"));
  answer(TEXT);
  await vi.waitFor(() => expect(screen.getByTestId("token-text").textContent).toBe(TEXT));
  await fireEvent(window, new Event("blur"));
  expect(document.body.textContent).not.toContain(TEXT);
});

test("the system's question can be given up, which is no error", async () => {
  let refuse = (_: unknown) => {};
  const core = await openAsking(() => new Promise((_, fail) => (refuse = fail)), {
    give_up: () => refuse(error("given-up")),
  });
  await click("token-give-up");
  await screen.findByTestId("token-show");
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("reveal_token")[0]!.attempt }]);
  expect(screen.queryByTestId("error")).toBeNull();
});

test("the focus goes from one button of the text to the next, so that nothing scrolls away from it", async () => {
  let answer = (_: string) => {};
  const view = scenes.one!();
  view.preferences.authenticate = true;
  await openWindow(view, { ...answers, reveal_token: () => new Promise((done) => (answer = done)) });
  await screen.findAllByTestId("token-row");
  await fireEvent.click(within(row(0)).getByTestId("token-toggle"));
  screen.getByTestId("token-show").focus();
  await click("token-show");
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("token-give-up")));
  answer(TEXT);
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("token-hide")));
});

test("a token that is closed while the system asks is not waited for", async () => {
  const core = await openAsking(() => new Promise(() => {}));
  await fireEvent.click(within(row(0)).getByTestId("token-toggle"));
  expect(core.sent("give_up")).toHaveLength(1);
});

test("who did not authenticate is told", async () => {
  let refuse = (_: unknown) => {};
  await openAsking(() => new Promise((_, fail) => (refuse = fail)));
  refuse(error("authentication-declined"));
  expect((await screen.findByTestId("error")).dataset.code).toBe("authentication-declined");
  expect(screen.getByTestId("token-text").textContent).toBe("");
});

test("copying never brings the text into the window", async () => {
  const core = await openToken();
  await click("token-copy");
  await vi.waitFor(() => expect(screen.getByTestId("token-text-status").textContent).toContain("30 seconds"));
  expect(core.sent("copy_token")).toHaveLength(1);
  expect(core.sent("reveal_token")).toEqual([]);
});

test("a clipboard that is not there is said at the token", async () => {
  await openToken(0, {
    copy_token: () => {
      throw error("clipboard-unavailable");
    },
  });
  await click("token-copy");
  expect((await screen.findByTestId("error")).dataset.code).toBe("clipboard-unavailable");
});

test("no tokens is an empty state, and unread tokens are not", async () => {
  await openWindow(scenes.one!(), { tokens: () => [] });
  expect(await screen.findByTestId("tokens-empty")).toBeTruthy();
});
