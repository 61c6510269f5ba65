import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { scenes, signIn } from "../../mock/scenes";
import { openWindow } from "../test-window";
import { findAccounts } from "./filter";
import { kindAndTenant, shortTenant } from "./tenant";

const rows = () => screen.queryAllByTestId("account-row");
const filter = (value: string) => fireEvent.input(screen.getByTestId("account-filter"), { target: { value } });

test("every account has a row and the one in use is marked", async () => {
  await openWindow(scenes.crowd!());
  expect(rows()).toHaveLength(200);
  expect(screen.getByTestId("account-count").textContent).toBe("200 accounts");
  expect(screen.getAllByTestId("current-mark")).toHaveLength(1);
  expect(rows()[0]?.dataset.current).toBe("true");
});

test("the filter wants every word and minds neither case nor accents", async () => {
  await openWindow(scenes.crowd!());
  await filter("INES almeida");
  expect(rows().map((row) => row.dataset.username)).toContain("inés.almeida8@contoso.example");
  expect(rows().length).toBeLessThan(10);
  await filter("nobody at all");
  expect(rows()).toHaveLength(0);
  expect(screen.getByTestId("accounts-empty").textContent).toContain("nobody at all");
  await fireEvent.click(screen.getByTestId("clear-filter"));
  expect(rows()).toHaveLength(200);
});

test("the slash leads to the filter, arrows through the rows, and Enter opens one", async () => {
  await openWindow(scenes.team!());
  await fireEvent.keyDown(document.body, { key: "/" });
  const box = screen.getByTestId("account-filter");
  expect(document.activeElement).toBe(box);
  await fireEvent.keyDown(box, { key: "ArrowDown" });
  await fireEvent.keyDown(document.activeElement!, { key: "ArrowDown" });
  expect(document.activeElement).toBe(rows()[1]);
  expect(screen.getByTestId("account-detail").dataset.username).toBe("adele@contoso.example");
  await fireEvent.keyDown(document.activeElement!, { key: "Enter" });
  expect((await screen.findByTestId("account-detail")).dataset.username).toBe("bruno@contoso.example");
  await fireEvent.keyDown(document.activeElement!, { key: "End" });
  expect(document.activeElement).toBe(rows()[5]);
  await fireEvent.keyDown(document.activeElement!, { key: "Home" });
  await fireEvent.keyDown(document.activeElement!, { key: "ArrowUp" });
  expect(document.activeElement).toBe(box);
});

test("only one row is in the way of the Tab key", async () => {
  await openWindow(scenes.team!());
  expect(rows().filter((row) => row.tabIndex === 0)).toHaveLength(1);
});

test("two accounts with one username are told apart by kind and tenant", async () => {
  await openWindow(scenes.team!());
  const shared = rows().filter((row) => row.dataset.username === "sam@outlook.example");
  const tenants = shared.map((row) => within(row).getByTestId("account-tenant"));
  expect(tenants.map((tenant) => tenant.textContent?.trim())).toEqual(["Personal", "Guest · 4a8f2c10"]);
  expect(tenants.every((tenant) => tenant.classList.contains("apart"))).toBe(true);
  const other = within(rows()[0]!).getByTestId("account-tenant");
  expect(other.classList.contains("apart")).toBe(false);
});

test("personal accounts are named so, and an issuer as its provider writes it", () => {
  const other = { ...scenes.one!().accounts[0]!, kind: "other" as const, tenant: "id.example/realms/a%2db" };
  expect(kindAndTenant(other)).toBe("id.example/realms/a-b");
  expect(findAccounts([other], "a-b", null)).toHaveLength(1);
  expect(shortTenant("9188040d-6c67-4c5b-b112-36a304b66dad")).not.toContain("9188040d");
});

test("a choice asks for the tokens of that very account", async () => {
  const core = await openWindow(scenes.team!());
  await fireEvent.click(rows()[3]!);
  expect(core.sent("tokens").at(-1)).toEqual({ account: core.view.accounts[3]!.key });
});

test("several providers are offered in a menu, a single one begins at once", async () => {
  const core = await openWindow(scenes.one!());
  await fireEvent.click(screen.getByTestId("add-account"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "demo", way: "browser", loginHint: null }]);
});

test("the menu of providers works on the keyboard", async () => {
  const core = await openWindow(scenes.team!());
  await fireEvent.click(screen.getByTestId("add-account"));
  await fireEvent.keyDown(document.activeElement!, { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toContain("Contoso");
  await fireEvent.keyDown(document.activeElement!, { key: "Escape" });
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(screen.getByTestId("add-account"));
  await fireEvent.click(screen.getByTestId("add-account"));
  await fireEvent.click(screen.getAllByTestId("add-account-with")[2]!);
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "keycloak", way: "browser", loginHint: null }]);
});

test("a single provider begins with a code on another device at once, and says so by name", async () => {
  const core = await openWindow(scenes.one!());
  await fireEvent.click(screen.getByRole("button", { name: "With a code on another device" }));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "demo", way: "device-code", loginHint: null }]);
});

test.each([
  ["en", "With a code on another device"],
  ["pt-BR", "Com um código em outro dispositivo"],
  ["it", "Con un codice su un altro dispositivo"],
])("in %s each provider offers a code on another device, by keyboard too", async (language, name) => {
  const view = scenes.team!();
  view.preferences = { ...view.preferences, language };
  const core = await openWindow(view);
  const button = screen.getByRole("button", { name });
  await fireEvent.click(button);
  expect(document.activeElement?.textContent).toContain("Demo");
  await fireEvent.keyDown(document.activeElement!, { key: "End" });
  expect(document.activeElement?.textContent).toContain("Keycloak");
  await fireEvent.click(document.activeElement!);
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "keycloak", way: "device-code", loginHint: null }]);
  expect(document.activeElement).toBe(button);
});

test("where nobody is signed in the code is offered in words beside the browser", async () => {
  const core = await openWindow(scenes["no-accounts"]!());
  const here = within(screen.getByTestId("no-accounts"));
  await fireEvent.click(here.getByRole("button", { name: "With a code on another device" }));
  await fireEvent.click(here.getByRole("menuitem", { name: "Contoso" }));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "entra", way: "device-code", loginHint: null }]);
});

test("a code asks before it takes the place of a sign-in that waits for the browser", async () => {
  const view = scenes.team!();
  const core = await openWindow(view, { begin_sign_in: ({ provider, way }) => (view.signIn = signIn({ providerId: String(provider), way: way as "browser" })) });
  await fireEvent.click(screen.getByTestId("add-account"));
  await fireEvent.click(screen.getAllByTestId("add-account-with")[0]!);
  await screen.findByTestId("sign-in-panel");
  await fireEvent.click(screen.getByTestId("add-account-by-code"));
  await fireEvent.click(screen.getAllByTestId("add-account-by-code-with")[0]!);
  expect(core.sent("begin_sign_in")).toHaveLength(1);
  await fireEvent.click(await screen.findByTestId("sign-in-replace"));
  expect(core.sent("begin_sign_in")[1]).toEqual({ provider: "demo", way: "device-code", loginHint: null });
});

test("the state of an account is asked for again after the last second in which it is ready", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const view = scenes.one!();
  const readyUntil = Math.floor(Date.now() / 1000) + 60;
  view.accounts = [{ ...view.accounts[0]!, readyUntil }];
  const asked: number[] = [];
  await openWindow(view, {
    app_view: () => {
      asked.push(Math.floor(Date.now() / 1000));
      return { ...view };
    },
  });
  view.accounts = [{ ...view.accounts[0]!, state: "renews-by-itself", readyUntil: null }];
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(65_000);
  expect(asked).toHaveLength(before + 1);
  expect(asked.at(-1)).toBeGreaterThan(readyUntil);
  expect(within(screen.getByTestId("account-detail")).getByTestId("account-state").dataset.state).toBe("renews-by-itself");
});
