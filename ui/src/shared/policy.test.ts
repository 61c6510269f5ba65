import { expect, test } from "vitest";

const sources = import.meta.glob(["../**/*.{svelte,ts,css}", "!../**/*.test.ts", "../../index.html"], {
  query: "?raw",
  import: "default",
  eager: true,
}) as Record<string, string>;

/** What the content security policy of the window forbids: it lets in style sheets and files of its own only. */
const FORBIDDEN = [
  [/\sstyle=/, "a style attribute"],
  [/\s(transition|in|out|animate):\w+[\s=>|]/, "a transition of Svelte, which writes a style element"],
  [/svelte\/(transition|animate)/, "a transition of Svelte, which writes a style element"],
  [/<svelte:options[^>]*css=/, "styles that a component injects"],
  [/\bdata:[\w/+-]+[;,]/, "a data: address"],
  [/\{@html/, "markup from a string"],
] as const;

test("no page needs what the content security policy forbids", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(80);
  for (const [path, source] of Object.entries(sources)) {
    for (const [pattern, what] of FORBIDDEN) expect(pattern.test(source), `${path} has ${what}`).toBe(false);
  }
});
