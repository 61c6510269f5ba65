import { expect, test } from "vitest";
import { tokens } from "../../mock/things";
import type { TokenView } from "../bindings/TokenView";
import { setLanguage } from "../shared/i18n/index.svelte";
import { inOrder, lifeOf, lifeChanges } from "./life";

const NOW = 1_800_000_000;
const ending = (seconds: number, kind: TokenView["kind"] = "access"): TokenView => ({
  ...tokens()[0]!,
  kind,
  expiresOn: NOW + seconds,
});

test.each([
  [48 * 60, "48 min", "lasting"],
  [3600, "1 h", "lasting"],
  [3600 + 12 * 60 + 5, "1 h 12 min", "lasting"],
  [90 * 86400, "90 days", "lasting"],
  [86400, "1 day", "lasting"],
  [299, "4 min", "ending"],
  [59, "59 s", "ending"],
  [1, "1 s", "ending"],
  [0, "expired 0 s ago", "expired"],
  [-2 * 3600 - 100, "expired 2 h ago", "expired"],
])("with %i seconds to go a token has %s left", (seconds, words, state) => {
  expect(lifeOf(ending(seconds), NOW)).toEqual({ words, state });
});

test.each([
  // "1 h 12 min" and five seconds become "1 h 11 min".
  [3600 + 12 * 60 + 5, 6],
  [3600, 1],
  [90 * 86400, 1],
  // Its colour changes before its words do.
  [5 * 60 + 30, 31],
  [59, 1],
  [0, 1],
  [-2 * 3600 - 100, 3500],
  [-3 * 86400 - 1, 86399],
])("what is said with %i seconds to go is said for %i seconds", (seconds, until) => {
  const token = ending(seconds);
  const said = lifeOf(token, NOW);
  expect(lifeChanges(token, NOW)).toBe(NOW + until);
  expect(lifeOf(token, NOW + until - 1)).toEqual(said);
  expect(lifeOf(token, NOW + until)).not.toEqual(said);
});

test.each([1e18, -1e18, Number.MAX_VALUE])("what is said of an end at %d is said for a day at most", (expiresOn) => {
  const changes = lifeChanges({ ...ending(0), expiresOn }, NOW);
  expect(changes).toBeGreaterThan(NOW);
  expect(changes).toBeLessThanOrEqual(NOW + 86400);
});

test("a refresh token without an end is said to have none", () => {
  expect(lifeOf({ ...ending(0, "refresh"), expiresOn: null }, NOW).words).toBe("no fixed end");
  expect(lifeChanges({ ...ending(0, "refresh"), expiresOn: null }, NOW)).toBeNull();
  expect(lifeOf({ ...ending(0, "id"), expiresOn: null }, NOW).words).toBe("not stated");
});

test("the words follow the language", async () => {
  await setLanguage("pt-BR");
  expect(lifeOf(ending(-7300), NOW).words).toBe("expirou há 2 h");
  await setLanguage("it");
  expect(lifeOf(ending(86400 * 2), NOW).words).toBe("2 giorni");
});

test("access tokens come first, the longest-lived before the others", () => {
  const shuffled = [...tokens()].reverse();
  expect(inOrder(shuffled).map(({ id }) => id)).toEqual(["at-1", "at-2", "at-3", "rt-1", "id-1"]);
});
