import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../mock/scenes";
import { openWindow } from "./test-window";

const opened = () => screen.getByTestId("account-detail").dataset.username;
const part = () => screen.getByRole("tab", { selected: true }).dataset.testid;

test("the window opens at the account and the part that were looked at last", async () => {
  const view = scenes.team!();
  view.left = { account: view.accounts[3]!.key, part: "timeline" };
  await openWindow(view);
  expect(opened()).toBe(view.accounts[3]!.username);
  expect(part()).toBe("tab-timeline");
});

test("an account that is gone leads to the one in use, and a part that is not known to the first", async () => {
  const view = scenes.team!();
  view.current = view.accounts[1]!.key;
  view.left = { account: { homeAccountId: "gone", environment: "e" }, part: "of-a-later-version" };
  await openWindow(view);
  expect(opened()).toBe(view.accounts[1]!.username);
  expect(part()).toBe("tab-tokens");
});

test("what is looked at is told, and the next account opens at the same part", async () => {
  const core = await openWindow(scenes.team!());
  const { key, username } = core.view.accounts[2]!;
  await fireEvent.click(screen.getAllByTestId("account-row")[2]!);
  await waitFor(() => expect(opened()).toBe(username));
  await fireEvent.click(screen.getByTestId("tab-timeline"));
  const left = core.sent("look_at").map((given) => given.left);
  expect(left).toEqual([
    { account: key, part: null },
    { account: key, part: "timeline" },
  ]);
  await fireEvent.click(screen.getAllByTestId("account-row")[1]!);
  await waitFor(() => expect(opened()).toBe(core.view.accounts[1]!.username));
  expect(part()).toBe("tab-timeline");
});
