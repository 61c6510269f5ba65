import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { scenes } from "../../mock/scenes";
import type { AppView } from "../bindings/AppView";
import type { StillList } from "../bindings/StillList";
import { openWindow, type TestWindow } from "../test-window";

// What was kept last is remembered as long as the page is there.
let mark = 0;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  mark += 1;
});

function markedTeam(): AppView {
  return { ...scenes.team!(), listMark: `mark ${mark}` };
}

function kept(core: TestWindow): StillList[] {
  return core.sent("keep_list_picture").map(({ still }) => still as StillList);
}

/** Longer than the list has to be still. */
async function aWhile(): Promise<void> {
  await vi.advanceTimersByTimeAsync(3000);
}

test("a list that is still is kept once, with the account that is open and every state in sight", async () => {
  const lay = vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    return this.matches("[data-state]") ? new DOMRect(200, 100, 64, 12) : new DOMRect(0, 0, 256, 384);
  });
  const core = await openWindow(markedTeam());
  await aWhile();
  expect(kept(core)).toHaveLength(1);
  const [still] = kept(core);
  expect(still!.mark).toBe(`mark ${mark}`);
  expect(still!.opened).toEqual(core.view.current);
  expect(still!.list).toEqual({ left: 0, top: 0, width: 256 / innerWidth, height: 384 / innerHeight });
  const { accounts } = core.view;
  expect(still!.states.map(({ place, state }) => [place, state])).toEqual(accounts.map(({ state }, place) => [place, state]));
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
  lay.mockRestore();
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
