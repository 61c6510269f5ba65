import { expect, test } from "vitest";
import { shortPath } from "./path";
import { strengthOf } from "./strength";

test("a short path is not cut", () => {
  expect(shortPath("/home/adele/token-cache.sealed")).toBe("/home/adele/token-cache.sealed");
});

test.each([
  "/home/someone-with-a-long-name/.local/share/tessera/token-cache.sealed",
  "C:\\Users\\Someone With A Long Name\\AppData\\Local\\tessera\\token-cache.sealed",
])("a long path keeps its beginning and the file's name", (path) => {
  const short = shortPath(path);
  expect(short.length).toBeLessThanOrEqual(44);
  expect(short.startsWith(path.slice(0, 8))).toBe(true);
  expect(short.endsWith("token-cache.sealed")).toBe(true);
});

test.each([
  ["", "too-short"],
  ["elevenchars", "too-short"],
  ["aaaaaaaaaaaaaaaa", "weak"],
  ["abcdefghijklmnop", "weak"],
  ["1234567890123456", "weak"],
  ["correct horse battery staple", "strong"],
])("%s is %s", (passphrase, strength) => expect(strengthOf(passphrase, 12)).toBe(strength));
