import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { scenes } from "../../mock/scenes";
import { error, tokens, whoAmI } from "../../mock/things";
import type { AppView } from "../bindings/AppView";
import type { StillPage } from "../bindings/StillPage";
import type { Session } from "../session.svelte";
import { openWindow, type TestWindow } from "../test-window";
import { inOrder, lifeOf } from "../tokens/life";

// What was kept last is remembered as long as the page is there.
let mark = 0;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  mark += 1;
});

afterEach(() => vi.restoreAllMocks());

function markedTeam(): AppView {
  return { ...scenes.team!(), listMark: `mark ${mark}` };
}

function kept(core: TestWindow): StillPage[] {
  return core.sent("keep_page_picture").map(({ still }) => still as StillPage);
}

/** Tokens of which none counts its seconds. */
function lasting() {
  const all = tokens().filter(({ id }) => id !== "at-2");
  return { tokens: () => all };
}

/** Gives what is looked at a place, without a page that is laid out. */
function layOut(): void {
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    if (this.matches("[data-time-left]")) return new DOMRect(200, 200, 50, 10);
    return this.matches("[data-state]") ? new DOMRect(200, 100, 64, 12) : new DOMRect(0, 0, 256, 384);
  });
}

/** Longer than the list has to be still. */
async function aWhile(): Promise<void> {
  await vi.advanceTimersByTimeAsync(3000);
}

test("a list that is still is kept once, with the account that is open and every state in sight", async () => {
  layOut();
  const core = await openWindow(markedTeam(), lasting());
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  const [still] = kept(core);
  expect(still!.mark).toBe(`mark ${mark}`);
  expect(still!.opened).toEqual(core.view.current);
  expect(still!.list).toEqual({ left: 0, top: 0, width: 256 / innerWidth, height: 384 / innerHeight });
  const { accounts } = core.view;
  const ends = accounts.map(({ readyUntil }) => (readyUntil === null ? null : readyUntil + 1));
  expect(ends.filter((end) => end !== null)).not.toHaveLength(0);
  expect(still!.states.map(({ place, state, until }) => [place, state, until])).toEqual(accounts.map(({ state }, place) => [place, state, ends[place]]));
  // Wider than its words are, but not beyond the list.
  expect(still!.states[0]!.part).toEqual({ left: 198 / innerWidth, top: 100 / innerHeight, width: 58 / innerWidth, height: 12 / innerHeight });

  await emit("changed");
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  core.view.accounts = accounts.slice(1);
  core.view.listMark = `mark ${mark}, one less`;
  await emit("changed");
  await aWhile();
  expect(kept(core)).toHaveLength(2);
});

test("it is kept again after each write of the cache, so that a start can tell from the file that nothing has changed", async () => {
  layOut();
  const core = await openWindow(markedTeam(), lasting());
  await aWhile();
  await emit("changed");
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  core.view.storage = { ...core.view.storage, generation: core.view.storage.generation! + 1 };
  await emit("changed");
  await aWhile();
  expect(kept(core)).toHaveLength(2);
  // What it has beside the list may be the same at the next start.
  core.view.storage = { ...core.view.storage, generation: core.view.storage.generation! + 1 };
  await fireEvent.click(screen.getByTestId("tab-timeline"));
  await fireEvent.mouseOver(document.body);
  await fireEvent.pointerLeave(screen.getByTestId("tab-timeline"));
  await emit("changed");
  await aWhile();
  expect(kept(core)).toHaveLength(2);
});

test("the tokens are kept with it, and until when each of them says what it says", async () => {
  layOut();
  const { tokens } = lasting();
  const core = await openWindow(markedTeam(), { tokens });
  await aWhile();
  const { beside } = kept(core)[0]!;
  expect(beside!.tokens).toEqual(tokens());
  expect(beside!.states.map(({ place, state }) => [place, state])).toEqual([[0, "ready"]]);
  expect(beside!.times[0]!.part).toEqual({ left: 198 / innerWidth, top: 200 / innerHeight, width: 54 / innerWidth, height: 10 / innerHeight });
  const said = screen.getAllByTestId("token-time-left").map(({ textContent }) => textContent);
  expect(beside!.times).toHaveLength(said.length);
  for (const [place, token] of inOrder(tokens()).entries()) {
    const { until } = beside!.times[place]!;
    expect(until === null).toBe(token.expiresOn === null);
    if (until === null) continue;
    expect(lifeOf(token, until - 1).words).toBe(said[place]);
    expect(lifeOf(token, until).words).not.toBe(said[place]);
  }
});

test("the list is kept alone while there is more beside it than the next start will show", async () => {
  const core = await openWindow({ ...markedTeam(), left: { account: null, part: "timeline" } }, { ...lasting(), who_am_i: () => whoAmI });
  await aWhile();
  expect(kept(core).map(({ beside }) => beside)).toEqual([null]);
  await fireEvent.click(screen.getByTestId("tab-tokens"));
  await fireEvent.click(screen.getAllByTestId("token-toggle")[0]!);
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  await fireEvent.click(screen.getAllByTestId("token-toggle")[0]!);
  await fireEvent.mouseOver(document.body);
  await fireEvent.pointerLeave(screen.getAllByTestId("token-row")[0]!);
  await aWhile();
  expect(kept(core)).toHaveLength(2);
  expect(kept(core)[1]!.beside).not.toBeNull();
  // What is kept is more than what there would be now.
  await fireEvent.click(screen.getByTestId("who-am-i-ask"));
  await screen.findByTestId("result");
  await fireEvent.mouseOver(document.body);
  await fireEvent.pointerLeave(screen.getByTestId("who-am-i-ask"));
  await aWhile();
  expect(kept(core)).toHaveLength(2);
});

test.each([
  ["failure to tell of", (session: Session) => (session.failure = error("network"))],
  ["sentence to say", (session: Session) => session.announce("Something happened.")],
])("nothing is kept while the window has a %s", async (_, tell) => {
  const core = await openWindow(markedTeam(), lasting());
  tell(core.session);
  await aWhile();
  expect(kept(core)).toEqual([]);
});

test("nothing is kept where the core wants nothing", async () => {
  const core = await openWindow({ ...markedTeam(), listMark: null });
  await aWhile();
  expect(kept(core)).toEqual([]);
});

test("nothing is kept while somebody searches, has chosen rows, or is elsewhere, and then it is", async () => {
  const core = await openWindow(markedTeam());
  const search = screen.getByTestId("account-filter");
  await fireEvent.input(search, { target: { value: "a" } });
  await aWhile();
  await fireEvent.input(search, { target: { value: "" } });
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!, { ctrlKey: true });
  await aWhile();
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!, { ctrlKey: true });
  await fireEvent.click(screen.getByTestId("open-providers"));
  await aWhile();
  expect(kept(core)).toEqual([]);
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  await aWhile();
  // Under the pointer a row looks different.
  expect(kept(core)).toEqual([]);
  await fireEvent.mouseOver(document.body);
  await fireEvent.pointerLeave(screen.getByTestId("account-list"));
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  expect(kept(core)[0]!.opened).toEqual(core.view.accounts[1]!.key);
});

test("nothing is kept under a dialog or while the keyboard is in the list", async () => {
  const core = await openWindow(markedTeam());
  await fireEvent.click(screen.getByTestId("open-about"));
  await aWhile();
  expect(kept(core)).toEqual([]);
  await fireEvent.click(screen.getByTestId("about-close"));
  screen.getByTestId("account-filter").focus();
  await aWhile();
  expect(kept(core)).toEqual([]);
  screen.getByTestId("account-filter").blur();
  await aWhile();
  expect(kept(core)).toHaveLength(1);
});

test("the core hears that the page is there", async () => {
  const core = await openWindow(markedTeam());
  await waitFor(() => expect(core.sent("page_is_there")).toHaveLength(1));
});
