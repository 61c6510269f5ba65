import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, test } from "vitest";
import { scenes, signIn } from "../mock/scenes";
import { error } from "../mock/things";
import type { AppView } from "./bindings/AppView";
import { openWindow } from "./test-window";

const byId = (testid: string) => screen.getByTestId(testid);
const rows = () => screen.getAllByTestId("account-row");
const detail = () => screen.getByTestId("back-to-list").closest("[data-landing]");

/** Activates as the keyboard does: what is activated has the focus. */
async function press(element: HTMLElement) {
  element.focus();
  await fireEvent.click(element);
}

async function after(event: string, payload?: unknown) {
  await emit(event, payload);
  await tick();
}

test("opening another account by keyboard leaves the focus on its row", async () => {
  await openWindow(scenes.team!());
  rows()[0]!.focus();
  await fireEvent.keyDown(rows()[0]!, { key: "ArrowDown" });
  await fireEvent.keyDown(document.activeElement!, { key: "Enter" });
  await waitFor(() => expect(byId("account-detail").dataset.username).toBe("bruno@contoso.example"));
  expect(document.activeElement).toBe(rows()[1]);
});

test("the row that goes hands the focus to the row that the Tab key stops at", async () => {
  const view = scenes.team!();
  await openWindow(view);
  rows()[0]!.focus();
  view.accounts = view.accounts.slice(1);
  await after("changed");
  await waitFor(() => expect(rows()).toHaveLength(5));
  await waitFor(() => expect(document.activeElement).toBe(rows()[0]));
});

function needing(): AppView {
  const view = scenes.one!();
  view.accounts = view.accounts.map((account) => ({ ...account, state: "sign-in-again" }));
  return view;
}

test("a sign-in that begins on the right and is closed there keeps the focus there", async () => {
  const view = needing();
  await openWindow(view, {
    begin_sign_in: () => (view.signIn = signIn()),
    cancel_sign_in: async () => {
      view.signIn = null;
      await emit("sign-in", signIn({ stage: "cancelled" }));
    },
  });
  await press(byId("sign-in-again"));
  await screen.findByTestId("sign-in-panel");
  await waitFor(() => expect(document.activeElement).toBe(detail()));
  expect(detail()?.getAttribute("aria-label")).toMatch(/^Sign in with /);
  await press(byId("sign-in-cancel"));
  await screen.findByTestId("account-detail");
  await waitFor(() => expect(document.activeElement).toBe(detail()));
});

test("a sign-in that fails hands the focus from its Cancel to what can be done now", async () => {
  const view = scenes.waiting!();
  await openWindow(view);
  byId("sign-in-cancel").focus();
  view.signIn = signIn({ stage: "failed", error: error("network") });
  await after("sign-in", view.signIn);
  await waitFor(() => expect(document.activeElement).toBe(byId("sign-in-retry")));
});

test("the first sign-in leads from the welcome to the right side", async () => {
  const view = scenes["first-run"]!();
  await openWindow(view, {
    save_provider: ({ provider }) => {
      view.providers = [{ ...(provider as (typeof view.providers)[0]), id: "demo" }];
      return view.providers[0];
    },
    begin_sign_in: () => (view.signIn = signIn({ providerId: "demo" })),
  });
  await press(byId("way-demo"));
  await screen.findByTestId("sign-in-panel");
  await waitFor(() => expect(document.activeElement).toBe(detail()));
});

test("signing out by keyboard ends at the account that is shown next", async () => {
  const view = scenes.team!();
  const none = { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 };
  const goes = { goes: { ...none, accounts: 1 }, stays: none, staysSignedIn: false };
  await openWindow(view, {
    preview_sign_out: () => goes,
    sign_out: () => {
      view.accounts = view.accounts.slice(1);
      return goes;
    },
  });
  await press(byId("sign-out"));
  await screen.findByTestId("removal-goes");
  await press(byId("removal-confirm"));
  await waitFor(() => expect(byId("account-detail").dataset.username).toBe("bruno@contoso.example"));
  await waitFor(() => expect(document.activeElement).toBe(detail()));
});

test("taking an account into use hands the focus to the next button", async () => {
  const view = scenes.team!();
  await openWindow(view, {
    use_account: ({ account }) => {
      view.current = account as typeof view.current;
    },
  });
  await fireEvent.click(rows()[1]!);
  await press(byId("use-account"));
  await screen.findByTestId("in-use");
  await waitFor(() => expect(document.activeElement).toBe(byId("get-token")));
});

test("whoever let go of the focus is not given it again", async () => {
  const view = scenes.team!();
  await openWindow(view);
  rows()[0]!.focus();
  rows()[0]!.blur();
  await tick();
  view.accounts = view.accounts.slice(1);
  await after("changed");
  await waitFor(() => expect(rows()).toHaveLength(5));
  expect(document.activeElement).toBe(document.body);
});

test("Tab in a menu goes on from its button", async () => {
  await openWindow(scenes.team!());
  await press(byId("clear-menu"));
  await fireEvent.keyDown(document.activeElement!, { key: "Tab" });
  expect(document.activeElement).toBe(byId("clear-menu"));
});
