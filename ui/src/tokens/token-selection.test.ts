import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { tokens as made } from "../../mock/things";
import type { TokenView } from "../bindings/TokenView";
import { openWindow, type Answers } from "../test-window";

const none = { accounts: 0, accessTokens: 0, refreshTokens: 0, idTokens: 0 };
const preview = { goes: { ...none, accessTokens: 2 }, stays: { ...none, accounts: 1, refreshTokens: 1 }, staysSignedIn: true };
const rows = () => screen.getAllByTestId("token-row");
const box = (index: number) => within(rows()[index]!).getByTestId<HTMLInputElement>("token-box");
const toggle = (index: number) => within(rows()[index]!).getByTestId("token-toggle");
const chosen = () => rows().flatMap((_, at) => (box(at).checked ? [at] : []));
const key = (name: string, more = {}) => fireEvent.keyDown(document.activeElement!, { key: name, ...more });

async function open(answers: Answers = {}) {
  const core = await openWindow(scenes.one!(), answers);
  await screen.findAllByTestId("token-row");
  return core;
}

test("the boxes choose, and the one above all of them chooses all or none", async () => {
  await open();
  await fireEvent.click(box(1));
  expect(chosen()).toEqual([1]);
  expect(screen.getByTestId("token-selection-count").textContent).toBe("1 token selected");
  const all = screen.getByTestId<HTMLInputElement>("token-box-all");
  expect(all.indeterminate).toBe(true);
  await fireEvent.click(all);
  expect(chosen()).toEqual(rows().map((_, at) => at));
  await fireEvent.click(all);
  expect(chosen()).toEqual([]);
  expect(screen.queryByTestId("token-selection-bar")).toBeNull();
});

test("Control and Shift choose on the row, and a plain click opens it still", async () => {
  await open();
  await fireEvent.click(toggle(0), { ctrlKey: true });
  await fireEvent.click(toggle(2), { shiftKey: true });
  expect(chosen()).toEqual([0, 1, 2]);
  expect(screen.queryByTestId("token-detail")).toBeNull();
  await fireEvent.click(toggle(1));
  expect(screen.getByTestId("token-detail")).toBeTruthy();
  expect(chosen()).toEqual([0, 1, 2]);
});

test("Shift on a box that is chosen already leaves it chosen, and drawn so", async () => {
  await open();
  await fireEvent.click(box(0));
  await fireEvent.click(box(2));
  await fireEvent.click(box(0), { shiftKey: true });
  await waitFor(() => expect(chosen()).toEqual([0, 1, 2]));
});

test("the arrows move, with Shift they choose, Control A chooses all, Escape none", async () => {
  await open();
  box(0).focus();
  await key("ArrowDown");
  expect(document.activeElement).toBe(box(1));
  await key("ArrowDown", { shiftKey: true });
  expect(chosen()).toEqual([1, 2]);
  expect(document.activeElement).toBe(box(2));
  await key("End");
  expect(document.activeElement).toBe(box(rows().length - 1));
  await key("a", { ctrlKey: true });
  expect(chosen()).toHaveLength(rows().length);
  await key("Escape");
  expect(chosen()).toEqual([]);
  toggle(0).focus();
  await key("ArrowDown");
  expect(document.activeElement).toBe(toggle(1));
});

test("the keys are the rows' alone, not those of what a token was opened to", async () => {
  await open();
  await fireEvent.click(toggle(0));
  screen.getByTestId("token-show").focus();
  await key("a", { ctrlKey: true });
  await key("Delete");
  expect(chosen()).toEqual([]);
  expect(screen.queryByTestId("removal-dialog")).toBeNull();
});

test("each box has a name that tells its token from the others", async () => {
  await open();
  const names = rows().map((_, at) => box(at).getAttribute("aria-label")!);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toMatch(/^Select: Access, /);
});

test("one dialog says what goes and what stays, and the chosen tokens are cleared in one go", async () => {
  let tokens: TokenView[] = made();
  const core = await open({
    tokens: () => tokens,
    preview_clear_tokens: () => preview,
    clear_tokens: ({ tokens: gone }) => {
      tokens = tokens.filter(({ id }) => !(gone as string[]).includes(id));
      return preview;
    },
  });
  const before = rows().length;
  await fireEvent.click(box(0));
  await fireEvent.click(box(1));
  await fireEvent.click(screen.getByTestId("selected-tokens-clear"));
  const dialog = await screen.findByTestId("removal-dialog");
  expect((await screen.findByTestId("removal-goes")).textContent).toBe("2 access tokens");
  expect(screen.getByTestId("removal-stays").textContent).toBe("the account and 1 refresh token");
  expect(dialog.textContent).toMatch(/Clear 2 tokens of .+\?/);
  await fireEvent.click(screen.getByTestId("removal-confirm"));
  await waitFor(() => expect(rows()).toHaveLength(before - 2));
  const [sent] = core.sent("clear_tokens");
  expect(sent).toMatchObject({ account: core.view.accounts[0]!.key, tokens: core.sent("preview_clear_tokens")[0]!.tokens });
  expect(sent!.tokens).toHaveLength(2);
  expect(chosen()).toEqual([]);
});

test("Delete is about the row that has the focus, where nothing was chosen", async () => {
  const core = await open({ preview_clear_tokens: () => preview });
  box(2).focus();
  await key("Delete");
  await screen.findByTestId("removal-dialog");
  expect(core.sent("preview_clear_tokens")[0]!.tokens).toHaveLength(1);
  await fireEvent.click(screen.getByTestId("removal-cancel"));
  expect(chosen()).toEqual([2]);
});

test("a token that another program took is chosen no longer", async () => {
  let tokens: TokenView[] = made();
  const core = await open({ tokens: () => tokens });
  await fireEvent.click(box(0));
  await fireEvent.click(box(1));
  tokens = tokens.slice(1);
  await emit("changed");
  await waitFor(() => expect(rows()).toHaveLength(tokens.length));
  expect(chosen()).toEqual([0]);
  expect(core.sent("clear_tokens")).toEqual([]);
});
