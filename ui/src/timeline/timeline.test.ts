import { fireEvent, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, test, vi } from "vitest";
import { scenes } from "../../mock/scenes";
import { tokens } from "../../mock/things";
import type { TokenView } from "../bindings/TokenView";
import { openWindow } from "../test-window";
import { fateOf } from "./bar";
import { marksOf, placeOf, spanOf } from "./span";

const NOW = 1_800_000_000;
const HOUR = 3600;
const living = (begin: number, end: number | null, more: Partial<TokenView> = {}): TokenView => ({
  ...tokens()[0]!,
  cachedAt: NOW + begin,
  expiresOn: end === null ? null : NOW + end,
  refreshOn: null,
  extendedExpiresOn: null,
  ...more,
});

async function openTimeline(list: TokenView[] = tokens()) {
  await openWindow(scenes.one!(), { tokens: () => list });
  await fireEvent.click(screen.getByTestId("tab-timeline"));
  return screen.findByTestId("timeline");
}

test.each([
  ["no token at all", []],
  ["one that just came", [living(0, HOUR)]],
  ["one that ended last year", [living(-9000 * HOUR, -8999 * HOUR)]],
  ["one for ninety days", [living(-HOUR, 2160 * HOUR)]],
  ["one without any time", [living(0, null, { cachedAt: null })]],
])("the span of %s holds now, is no longer than can be read, and has marks", (_, list) => {
  const span = spanOf(list, NOW);
  expect(span.from).toBeLessThan(NOW);
  expect(span.to).toBeGreaterThan(NOW);
  expect(span.to - span.from).toBeLessThanOrEqual(61 * HOUR);
  expect(marksOf(span).length).toBeGreaterThanOrEqual(2);
  expect(marksOf(span).length).toBeLessThanOrEqual(7);
});

test("a moment outside of the span lies at its edge", () => {
  const span = { from: NOW, to: NOW + 100 };
  expect([NOW - 9, NOW, NOW + 25, NOW + 999].map((moment) => placeOf(moment, span))).toEqual([0, 0, 25, 100]);
});

test.each([
  ["renewed", living(-60, HOUR)],
  ["asks", living(-60, HOUR, { renews: false })],
  ["expired", living(-HOUR, 0)],
  ["renewing", living(-60, null, { kind: "refresh" })],
  ["dead", living(-60, null, { kind: "refresh", renews: false })],
] as const)("a token is %s", (fate, token) => {
  expect(fateOf(token, NOW)).toBe(fate);
});

test("each token has a bar that is told in words too", async () => {
  const timeline = await openTimeline();
  const rows = within(timeline).getAllByTestId("timeline-row");
  expect(rows.map(({ dataset }) => dataset.fate)).toEqual(["renewed", "asks", "expired", "renewing", "renewed"]);
  const words = rows.map((row) => within(row).getByTestId("timeline-words").textContent);
  expect(words[0]).toMatch(/in the cache since .*20\d\d.*; renewed ahead from .*; ends .*, 48 min; while .* until .*; renews by itself$/);
  expect(words[1]).toMatch(/, 5\d s; then asks you$/);
  expect(words[3]).toMatch(/no fixed end; renews the others$/);
  expect(within(rows[0]!).getByTestId("timeline-ahead")).toBeTruthy();
  expect(within(rows[0]!).getByTestId("timeline-extended")).toBeTruthy();
});

test("the line of now moves with the clock", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  // Longer than what is cut off, so that both ends of the span stay where they are.
  await openTimeline([living(-10, 0, { cachedAt: Date.now() / 1000 - 700, expiresOn: Date.now() / 1000 + 2000 })]);
  const place = () => Number.parseFloat(screen.getByTestId("timeline-now").style.left);
  const words = () => screen.getByTestId("timeline-words").textContent;
  const [before, said] = [place(), words()];
  await vi.advanceTimersByTimeAsync(50_000);
  await tick();
  expect(place()).not.toBe(before);
  expect(words()).not.toBe(said);
});

test("no tokens is said, and three hundred are all there", async () => {
  await openTimeline([]);
  expect(screen.getByTestId("timeline-empty")).toBeTruthy();
  document.body.replaceChildren();
  const many = Array.from({ length: 300 }, (_, n) => ({ ...tokens()[n % 5]!, id: `t-${n}` }));
  const timeline = await openTimeline(many);
  expect(within(timeline).getAllByTestId("timeline-row")).toHaveLength(300);
});

test("arrow keys go from tab to tab, and only the chosen one is in the order of Tab", async () => {
  await openWindow(scenes.one!());
  const tabs = ["tokens", "timeline", "activity"].map((part) => screen.getByTestId(`tab-${part}`));
  const [first, second, last] = tabs as [HTMLElement, HTMLElement, HTMLElement];
  first.focus();
  await fireEvent.keyDown(first, { key: "ArrowRight" });
  expect(document.activeElement).toBe(second);
  expect(tabs.map((tab) => [tab.ariaSelected ?? tab.getAttribute("aria-selected"), tab.tabIndex])).toEqual([["false", -1], ["true", 0], ["false", -1]]);
  expect(screen.getByTestId("panel-timeline").getAttribute("aria-labelledby")).toBe(second.id);
  await fireEvent.keyDown(second, { key: "End" });
  expect(document.activeElement).toBe(last);
  await fireEvent.keyDown(last, { key: "ArrowRight" });
  expect(document.activeElement).toBe(first);
  await fireEvent.keyDown(first, { key: "ArrowLeft" });
  expect(document.activeElement).toBe(last);
});
