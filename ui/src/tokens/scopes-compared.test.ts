import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import ScopesCompared from "./scopes-compared.svelte";

const nothing = { granted: [], refused: [], beyond: [], unlisted: [], everything: false };
const read = (testid: string) => screen.getByTestId(testid).textContent?.replace(/\s+/g, " ").trim();

test("what was granted, what was not and what came besides stand apart, each with what it means", () => {
  render(ScopesCompared, { scopes: { ...nothing, granted: ["User.Read", "openid"], refused: ["Mail.Send"], beyond: ["Mail.Read"], unlisted: ["offline_access"] } });
  expect(read("scopes-granted")).toBe("User.Read openid Asked for, and granted.");
  expect(read("scopes-refused")).toMatch(/^Mail\.Send Asked for, but left out by the provider/);
  expect(read("scopes-beyond")).toMatch(/^Mail\.Read Granted without being asked for/);
  expect(read("scopes-unlisted")).toMatch(/^offline_access Ask who you are/);
});

test("groups with nothing in them are left out, and everything is said to have been asked for", () => {
  render(ScopesCompared, { scopes: { ...nothing, granted: ["Notes.Read"], everything: true } });
  expect(read("scopes-granted")).toMatch(/^Notes\.Read Everything was asked for/);
  for (const group of ["refused", "beyond", "unlisted"]) expect(screen.queryByTestId(`scopes-${group}`)).toBeNull();
});

test("of a token from another program it is said that nobody knows", () => {
  render(ScopesCompared, { scopes: null });
  expect(read("scopes-unknown")).toMatch(/^What was asked for is not known/);
});
