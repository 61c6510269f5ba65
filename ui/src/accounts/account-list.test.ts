import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { openWindow } from "../test-window";
import { filterAccounts } from "./filter";
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
  expect(filterAccounts([other], "a-b")).toHaveLength(1);
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
