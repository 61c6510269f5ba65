import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { emit } from "@tauri-apps/api/event";
import { tick } from "svelte";
import { expect, test, vi } from "vitest";
import { scenes, signIn } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow } from "../test-window";

const stage = () => screen.getByTestId("sign-in-panel").dataset.stage;
const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));

test("a waiting sign-in says what it waits for and counts down", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await openWindow(scenes.waiting!());
  expect(screen.getByTestId("sign-in-stage").textContent).toBe("Waiting for you in the browser");
  expect(screen.getByTestId("sign-in-time-left").textContent).toMatch(/^4:4[67]$/);
  await vi.advanceTimersByTimeAsync(60_000);
  await tick();
  expect(screen.getByTestId("sign-in-time-left").textContent).toMatch(/^3:4[67]$/);
});

test("the link is copied by the core and cancel ends the sign-in", async () => {
  const core = await openWindow(scenes.waiting!());
  await click("sign-in-copy-link");
  await waitFor(() => expect(screen.getByTestId("sign-in-copy-link").textContent).toContain("Link copied"));
  await click("sign-in-cancel");
  expect(core.sent("copy_sign_in_link")).toEqual([{ id: 1 }]);
  expect(core.sent("cancel_sign_in")).toEqual([{ id: 1 }]);
});

test("a browser that did not open is said, with what to do", async () => {
  await openWindow(scenes["not-opened"]!());
  expect(screen.getByTestId("browser-not-opened").textContent).toContain("Copy the link");
});

test("the panel follows the stages and ends at the new account", async () => {
  const view = scenes.discovering!();
  const core = await openWindow(view);
  expect(stage()).toBe("discovering");
  for (const next of ["waiting-for-browser", "exchanging"] as const) {
    view.signIn = signIn({ stage: next });
    await emit("sign-in", view.signIn);
    await tick();
    expect(stage()).toBe(next);
  }
  const account = view.accounts[2]!.key;
  view.signIn = null;
  await emit("sign-in", signIn({ stage: "done", account }));
  await waitFor(() => expect(screen.getByTestId("account-detail").dataset.homeAccountId).toBe(account.homeAccountId));
  expect(core.sent("close_sign_in")).toEqual([{ id: 1 }]);
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("Sam Ito is signed in."));
});

test("a cancelled sign-in goes back to the accounts", async () => {
  const view = scenes.waiting!();
  await openWindow(view);
  view.signIn = null;
  await emit("sign-in", signIn({ stage: "cancelled" }));
  await waitFor(() => expect(screen.queryByTestId("sign-in-panel")).toBeNull());
  expect(screen.getByTestId("account-detail")).toBeTruthy();
});

test("a failed sign-in says why, what to do, the code for support, and tries again", async () => {
  const core = await openWindow(scenes.refused!(), { begin_sign_in: () => signIn({ id: 2 }) });
  expect(screen.getByTestId("error").dataset.code).toBe("consent-refused");
  expect(screen.getByTestId("error-provider-code").textContent).toBe("AADSTS65004");
  await click("sign-in-retry");
  await waitFor(() => expect(stage()).toBe("waiting-for-browser"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "entra", way: "browser", loginHint: null }]);
});

test("where the provider's settings may be at fault they are one step away", async () => {
  await openWindow(scenes.unknown!());
  await click("sign-in-edit-provider");
  expect((screen.getByTestId("provider-client-id") as HTMLInputElement).value).toBe("11111111-2222-3333-4444-555555555555");
});

test("the accounts can be looked at while a sign-in waits", async () => {
  await openWindow(scenes.waiting!());
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  expect(screen.getByTestId("account-detail").dataset.username).toBe("bruno@contoso.example");
  await click("sign-in-row");
  expect(stage()).toBe("waiting-for-browser");
});

test("a sign-in that ends takes nobody away from a form", async () => {
  const view = scenes.waiting!();
  await openWindow(view);
  await click("open-providers");
  await fireEvent.click(screen.getAllByTestId("provider-edit")[1]!);
  await fireEvent.input(screen.getByTestId("provider-name"), { target: { value: "Half a na" } });
  view.signIn = null;
  await emit("sign-in", signIn({ stage: "done", account: view.accounts[2]!.key }));
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("Sam Ito is signed in."));
  expect((screen.getByTestId("provider-name") as HTMLInputElement).value).toBe("Half a na");
});

test("a sign-in that ends leaves the account that is looked at", async () => {
  const view = scenes.waiting!();
  await openWindow(view);
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  view.signIn = null;
  await emit("sign-in", signIn({ stage: "done", account: view.accounts[2]!.key }));
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("Sam Ito is signed in."));
  expect(screen.getByTestId("account-detail").dataset.username).toBe("bruno@contoso.example");
});

test("the answer to the command does not undo a step that was heard of before it", async () => {
  const view = scenes.one!();
  await openWindow(view, {
    begin_sign_in: async () => {
      view.signIn = signIn();
      await emit("sign-in", view.signIn);
      return signIn({ stage: "discovering" });
    },
  });
  await click("add-account");
  await waitFor(() => expect(stage()).toBe("waiting-for-browser"));
});

test("a sign-in that cannot even begin is said above everything", async () => {
  await openWindow(scenes.one!(), {
    begin_sign_in: () => {
      throw error("loopback-unavailable");
    },
  });
  await click("add-account");
  expect((await screen.findByTestId("failure")).textContent).toContain("could not open a port");
});
