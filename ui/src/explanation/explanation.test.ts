import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { explanation } from "../../mock/explanations";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";

const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const said = async (testid: string) => (await screen.findByTestId(testid)).textContent;
const steps = () => screen.getAllByTestId("explanation-step").map((step) => step.textContent?.replace(/\s+/g, " ").trim());

/** Asks why the account that has to sign in again has to. */
async function ask(kind: string, answers: Answers = {}) {
  const core = await openWindow(scenes.team!(), { explain: () => explanation(kind), ...answers });
  await fireEvent.click(screen.getAllByTestId("account-row")[4]!);
  await click("why-sign-in");
  return core;
}

test("an account that has to sign in again says why, what was looked at, and what to do", async () => {
  const core = await ask("dead");
  expect(await said("explanation-conclusion")).toContain("the provider no longer takes what would get a new one");
  expect(await said("explanation-todo")).toContain("Sign in again");
  expect(steps()).toContainEqual(
    expect.stringMatching(/^Access token Mail.Read It does not serve: it is for another tenant, 4a8f2c10-9b3e-4d57-8c21-aa0c5f1e7b01, it was not granted User.Read, and it ended 2 h ago.$/),
  );
  expect(steps()).toContainEqual(expect.stringMatching(/^Refresh token Demo tenant The provider refused it for good on .* Provider's code: AADSTS50173. The sign-in was revoked, as happens after a change of the password: sign in again.$/));
  expect(steps().at(-1)).toBe("Refresh token Contoso It is another application's, and not shared with this one.");
  expect(core.sent("explain")).toEqual([{ account: core.view.accounts[4]!.key, scopes: [] }]);
});

test("scopes that only a person can get lead to a sign-in of that person", async () => {
  const core = await openWindow(scenes.team!(), {
    get_token: () => ({ outcome: "renewed", scopes: [], expiresOn: null, providerCode: null }),
    explain: () => explanation("none"),
  });
  await click("get-token");
  await fireEvent.click(await screen.findByTestId("result-why"));
  await fireEvent.click(await screen.findByTestId("explanation-sign-in"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "demo", way: "browser", loginHint: "adele@contoso.example" }]);
});

test("the result of getting a token says why it came out so", async () => {
  await openWindow(scenes.team!(), {
    get_token: () => ({ outcome: "from-cache", scopes: ["User.Read"], expiresOn: null, providerCode: null }),
    explain: () => explanation("cached"),
  });
  await click("get-token");
  await fireEvent.click(await screen.findByTestId("result-why"));
  expect(await said("explanation-conclusion")).toMatch(/A token of the cache is used; it lasts another 48 min/);
  expect(await said("explanation-todo")).toBe("There is nothing to do: it happens by itself.");
  expect(screen.queryByTestId("explanation-sign-in")).toBeNull();
  expect(steps()).toContainEqual(expect.stringMatching(/It serves, for another 48 min. At its next use it is renewed in the background.$/));
  await click("explanation-dismiss");
  expect(screen.queryByTestId("explanation")).toBeNull();
});

test.each([
  ["renews", "The provider is asked for a new token", "nothing to do"],
  ["throttled", "not asked again before", "Wait until then, or sign in again."],
  ["none", "there is nothing to get a new one with", "Sign in again"],
  ["elsewhere", "knows nothing of the account", "Sign in again"],
])("the conclusion %s is told with what to do", async (kind, what, todo) => {
  await ask(kind);
  expect(await said("explanation-conclusion")).toContain(what);
  expect(await said("explanation-todo")).toContain(todo);
});

test("where no tokens were found the list says so, and only where they were looked for", async () => {
  await ask("none");
  await screen.findByTestId("explanation-conclusion");
  expect(steps().slice(-2)).toEqual([
    "Access token This application has none for the account.",
    "Refresh token There is none that this application may use.",
  ]);
});

test("where the provider is another, nothing else was looked at", async () => {
  await ask("elsewhere");
  await screen.findByTestId("explanation-conclusion");
  expect(steps()).toHaveLength(1);
});

test("a provider's address is written as the provider writes it", async () => {
  const { steps: found, ...rest } = explanation("dead");
  const at = (address: string) => found.map((step) => (step.kind === "environment" ? { ...step, account: address, provider: address } : step));
  await ask("dead", { explain: () => ({ ...rest, steps: at("idp.example/a%2db") }) });
  await screen.findByTestId("explanation-conclusion");
  expect(steps()[0]).toContain("idp.example/a-b");
});

test("other scopes can be asked about", async () => {
  const core = await ask("dead", { explain: ({ scopes }) => explanation("none", scopes as string[]) });
  await screen.findByTestId("explanation-conclusion");
  await fireEvent.input(screen.getByTestId("explanation-scopes"), { target: { value: " Mail.Read,  Files.Read " } });
  await click("explanation-again");
  await waitFor(() => expect(core.sent("explain")[1]).toMatchObject({ scopes: ["Mail.Read", "Files.Read"] }));
});

test("a cache that cannot be read is said, and can be asked again", async () => {
  await ask("dead", {
    explain: () => {
      throw error("permission-denied");
    },
  });
  expect(await screen.findByTestId("error")).toBeTruthy();
  expect(screen.getByTestId("explanation-again")).toBeTruthy();
});

test("an account without a provider has nobody to be asked about", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(screen.getAllByTestId("account-row")[5]!);
  expect(screen.queryByTestId("why-sign-in")).toBeNull();
});
