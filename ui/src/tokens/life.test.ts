import { expect, test } from "vitest";
import { tokens } from "../../mock/things";
import type { TokenView } from "../bindings/TokenView";
import { setLanguage } from "../shared/i18n/index.svelte";
import { inOrder, lifeOf } from "./life";

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

test("a refresh token without an end is said to have none", () => {
  expect(lifeOf({ ...ending(0, "refresh"), expiresOn: null }, NOW).words).toBe("no fixed end");
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
