import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { emit } from "@tauri-apps/api/event";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error, whoAmI } from "../../mock/things";
import { openWindow } from "../test-window";

const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const in48Minutes = () => Math.floor(Date.now() / 1000) + 48 * 60 + 30;

test.each([
  ["from-cache", "A valid access token was in the cache."],
  ["renewed", "The refresh token brought a new access token."],
])("a token that came %s is said with its life", async (outcome, sentence) => {
  await openWindow(scenes.team!(), {
    get_token: () => ({ outcome, scopes: ["User.Read"], expiresOn: in48Minutes(), providerCode: null }),
  });
  await click("get-token");
  expect((await screen.findByTestId("result-outcome")).textContent).toContain(sentence);
  expect(screen.getByTestId("result").textContent).toContain("48 min");
});

test("where sign-in is needed the result offers it for that person", async () => {
  const core = await openWindow(scenes.team!(), {
    get_token: () => ({ outcome: "sign-in-needed", scopes: [], expiresOn: null, providerCode: "AADSTS50173", advice: "revoked" }),
  });
  await click("get-token");
  expect((await screen.findByTestId("result-provider-code")).textContent).toBe("AADSTS50173");
  expect(screen.getByTestId("result-advice").textContent).toContain("as happens after a change of the password");
  await click("result-sign-in");
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "demo", way: "browser", loginHint: "adele@contoso.example" }]);
});

test.each([
  ["get-token", "get_token"],
  ["who-am-i-ask", "who_am_i"],
])("waiting for a provider can be given up (%s)", async (button, command) => {
  let giveUp = (_: unknown) => {};
  const core = await openWindow(scenes.team!(), {
    [command]: () => new Promise((_, refuse) => (giveUp = refuse)),
    give_up: () => giveUp(error("given-up")),
  });
  await click(button);
  expect(screen.queryByTestId("result-dismiss")).toBeNull();
  await fireEvent.click(await screen.findByTestId("result-give-up"));
  await waitFor(() => expect(screen.queryByTestId("result")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent(command)[0]!.attempt }]);
  expect(screen.getByTestId("announcement").textContent).toContain("No longer waited for");
});

test("who am I shows the answer's fields", async () => {
  await openWindow(scenes.team!(), { who_am_i: () => whoAmI });
  await click("who-am-i-ask");
  expect((await screen.findByTestId("who-am-i")).textContent).toContain("Adele Vance");
  expect(screen.getAllByTestId("who-am-i-field")).toHaveLength(whoAmI.fields.length);
});

test("an error is a sentence, what to do, and the provider's code", async () => {
  await openWindow(scenes.team!(), {
    get_token: () => {
      throw error("admin-consent-needed", { providerCode: "AADSTS90094" });
    },
  });
  await click("get-token");
  expect((await screen.findByTestId("error-what")).textContent).toBe("An administrator has to allow this application first.");
  expect(screen.getByTestId("error-todo").textContent).toContain("Ask an administrator");
  expect(screen.getByTestId("error-provider-code").textContent).toBe("AADSTS90094");
});

test("a result belongs to its account and does not follow to another", async () => {
  await openWindow(scenes.team!(), { who_am_i: () => whoAmI });
  await click("who-am-i-ask");
  await screen.findByTestId("who-am-i");
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  expect(screen.queryByTestId("result")).toBeNull();
});

test("use this account marks it as the one in use", async () => {
  const view = scenes.team!();
  await openWindow(view, {
    use_account: ({ account }) => {
      view.current = account as typeof view.current;
    },
  });
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  await click("use-account");
  expect(await screen.findByTestId("in-use")).toBeTruthy();
  expect(screen.getAllByTestId("account-row")[1]!.dataset.current).toBe("true");
});

test("a change made elsewhere shows", async () => {
  const view = scenes.team!();
  await openWindow(view);
  view.accounts = view.accounts.slice(1);
  await emit("changed");
  await waitFor(() => expect(screen.getAllByTestId("account-row")).toHaveLength(5));
  expect(screen.getByTestId("account-detail").dataset.username).toBe("bruno@contoso.example");
});

test("an account without a provider cannot be renewed and says so", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(screen.getAllByTestId("account-row")[5]!);
  expect(screen.getByTestId("provider-gone")).toBeTruthy();
  expect(screen.queryByTestId("sign-in-again")).toBeNull();
  for (const testid of ["get-token", "who-am-i-ask"]) {
    const button = screen.getByTestId(testid) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toContain("is not connected");
  }
});

test("a provider that went a moment ago is said, and the way to connect it again is there", async () => {
  const view = scenes.team!();
  const core = await openWindow(view, {
    get_token: () => {
      view.accounts = view.accounts.map((account) => ({ ...account, providerId: null }));
      throw error("provider-gone");
    },
  });
  await click("get-token");
  expect((await screen.findByTestId("error-todo")).textContent).toContain("Connect it again");
  await fireEvent.click(await screen.findByTestId("connect-provider"));
  expect(screen.getByTestId("providers-page")).toBeTruthy();
  expect(core.sent("get_token")).toHaveLength(1);
});
