import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import type { ErrorView } from "../bindings/ErrorView";
import type { RemovalView } from "../bindings/RemovalView";
import { openWindow, type Answers, type TestWindow } from "../test-window";

const counts = (accounts: number, accessTokens: number, refreshTokens: number, idTokens: number) => ({
  accounts,
  accessTokens,
  refreshTokens,
  idTokens,
});
const three: RemovalView = { goes: counts(0, 3, 0, 0), stays: counts(1, 0, 1, 2), staysSignedIn: true };
const said = (testid: string) => screen.getByTestId(testid).textContent?.trim();

async function ask(what: string, answers: Answers) {
  const core = await openWindow(scenes.team!(), answers);
  await fireEvent.click(screen.getByTestId("clear-menu"));
  await fireEvent.click(screen.getByTestId(what));
  await screen.findByTestId("removal-goes");
  return core;
}

test("the dialog says what goes and what stays, in the preview's numbers", async () => {
  const core = await ask("clear-access-tokens", { preview_clear: () => three });
  expect(said("removal-goes")).toBe("3 access tokens");
  expect(said("removal-stays")).toMatch(/^the account, 1 refresh token,? and 2 ID tokens$/);
  expect(said("removal-consequence")).toBe("Adele Vance stays signed in: new access tokens come by themselves. You can undo this for 10 seconds.");
  expect(core.sent("preview_clear")).toEqual([expect.objectContaining({ accounts: [core.view.accounts[0]!.key], what: "access-tokens" })]);
  expect(core.sent("clear")).toEqual([]);
});

test("clearing everything warns that a new sign-in will be needed", async () => {
  await ask("clear-everything", {
    preview_clear: () => ({ goes: counts(0, 1, 1, 1), stays: counts(1, 0, 0, 0), staysSignedIn: false }),
  });
  expect(said("removal-goes")).toMatch(/^1 access token, 1 refresh token,? and 1 ID token$/);
  expect(said("removal-consequence")).toContain("will have to sign in again");
});

test("cancel clears nothing, the button clears what was shown", async () => {
  const core = await ask("clear-access-tokens", { preview_clear: () => three, clear: () => three });
  await fireEvent.click(screen.getByTestId("removal-cancel"));
  expect(screen.queryByTestId("removal-dialog")).toBeNull();
  expect(core.sent("clear")).toEqual([]);
  await fireEvent.click(screen.getByTestId("clear-menu"));
  await fireEvent.click(screen.getByTestId("clear-access-tokens"));
  await screen.findByTestId("removal-goes");
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  expect((await screen.findByTestId("result-cleared")).textContent).toContain("Cleared: 3 access tokens.");
  expect(core.sent("clear")).toMatchObject([{ accounts: [core.view.accounts[0]!.key], what: "access-tokens" }]);
});

async function signingOut(answers: Answers) {
  const core = await openWindow(scenes.team!(), { preview_sign_out: () => three, ...answers });
  await fireEvent.click(screen.getByTestId("sign-out"));
  await screen.findByTestId("removal-goes");
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  await fireEvent.click(screen.getByTestId("removal-cancel"));
  return core;
}

test("a sign-out that waits for a provider can be given up, and the dialog goes then", async () => {
  let giveUp = (_: unknown) => {};
  const core = await signingOut({
    sign_out: () => new Promise((_, refuse) => (giveUp = refuse)),
    give_up: () => giveUp(error("given-up")),
  });
  await waitFor(() => expect(screen.queryByTestId("removal-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("sign_out")[0]!.attempt }]);
  expect(screen.getByTestId("announcement").textContent).not.toContain("signed out");
});

test("a sign-out that was given up too late says that it is done", async () => {
  let finish = (_: unknown) => {};
  await signingOut({ sign_out: () => new Promise((done) => (finish = done)), give_up: () => null });
  expect(screen.getByTestId("removal-dialog")).toBeTruthy();
  finish({ removed: three, browserError: null });
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("is signed out"));
  expect(screen.queryByTestId("removal-dialog")).toBeNull();
});

test("clearing that waits for another program can be given up", async () => {
  let giveUp = (_: unknown) => {};
  const core = await ask("clear-access-tokens", {
    preview_clear: () => three,
    clear: () => new Promise((_, refuse) => (giveUp = refuse)),
    give_up: () => giveUp(error("given-up")),
  });
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  await fireEvent.click(screen.getByTestId("removal-cancel"));
  await waitFor(() => expect(screen.queryByTestId("removal-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("clear")[0]!.attempt }]);
});

test("where there is nothing to clear there is nothing to press", async () => {
  await ask("clear-expired", { preview_clear: () => ({ ...three, goes: counts(0, 0, 0, 0) }) });
  expect(said("removal-goes")).toBe("nothing");
  expect(screen.queryByTestId("removal-confirm")).toBeNull();
});

test("a failure stays in the dialog, so that it can be tried again", async () => {
  await ask("clear-access-tokens", {
    preview_clear: () => three,
    clear: () => {
      throw error("lock-held", { detail: "python3 (4711)" });
    },
  });
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  expect((await screen.findByTestId("error-what")).textContent).toContain("python3 (4711)");
  expect(screen.getByTestId("removal-dialog")).toBeTruthy();
});

const everything: RemovalView = { goes: counts(1, 3, 1, 1), stays: counts(0, 0, 0, 0), staysSignedIn: false };

async function askSignOut(browserError: ErrorView | null = null) {
  const view = scenes.team!();
  const core = await openWindow(view, {
    preview_sign_out: () => everything,
    sign_out: () => {
      view.accounts = view.accounts.slice(1);
      return { removed: everything, browserError };
    },
  });
  await fireEvent.click(screen.getByTestId("sign-out"));
  await screen.findByTestId("removal-goes");
  return core;
}

const browserToo = () => screen.getByTestId("sign-out-browser-too");
const reach = (core: TestWindow) => core.sent("sign_out").map(({ reach }) => reach);

test("signing out names the account among what goes and leaves the browser's session alone", async () => {
  const core = await askSignOut();
  expect(said("removal-goes")).toContain("the account, 3 access tokens");
  expect(said("removal-stays")).toBe("nothing");
  expect(said("removal-consequence")).toBe("Adele Vance leaves the list. You can undo this for 10 seconds.");
  expect(screen.getByRole("checkbox", { description: /session in the browser goes on/ })).toBe(browserToo());
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  await waitFor(() => expect(said("announcement")).toBe("Adele Vance is signed out."));
  expect(reach(core)).toEqual(["here"]);
  await waitFor(() => expect(screen.getByTestId("account-detail").dataset.username).toBe("bruno@contoso.example"));
});

test("signing out in the browser too is a choice apart, and says what it does", async () => {
  const core = await askSignOut();
  await fireEvent.click(browserToo());
  expect(screen.getByRole("checkbox", { description: /for other applications too/ })).toBe(browserToo());
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  await waitFor(() => expect(said("announcement")).toContain("The page in the browser does the rest."));
  expect(reach(core)).toEqual(["here-and-browser"]);
  expect(screen.queryByTestId("failure")).toBeNull();
});

test("a browser's session that could not be ended is said, and the account is gone all the same", async () => {
  await askSignOut(error("sign-out-page-missing"));
  await fireEvent.click(browserToo());
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  expect((await screen.findByTestId("failure")).textContent).toContain("no page to sign out in the browser");
  await waitFor(() => expect(screen.getAllByTestId("account-row")).toHaveLength(5));
});

test("without a provider there is no page in the browser to be asked for", async () => {
  await openWindow(scenes.team!(), { preview_sign_out: () => everything });
  await fireEvent.click(screen.getAllByTestId("account-row")[5]!);
  await fireEvent.click(screen.getByTestId("sign-out"));
  await screen.findByTestId("removal-goes");
  expect(screen.queryByTestId("sign-out-browser-too")).toBeNull();
});

test("the numbers are worded in the person's language", async () => {
  const view = scenes.team!();
  view.preferences = { ...view.preferences, language: "pt-BR" };
  await openWindow(view, { preview_clear: () => three });
  await fireEvent.click(screen.getByTestId("clear-menu"));
  await fireEvent.click(screen.getByTestId("clear-access-tokens"));
  await screen.findByTestId("removal-goes");
  expect(said("removal-goes")).toBe("3 tokens de acesso");
  expect(said("removal-stays")).toBe("a conta, 1 token de atualização e 2 tokens de ID");
});
