import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes, signIn } from "../../mock/scenes";
import { demo, error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";
import { readAuthority, writeAuthority } from "./audience";

const firstRun = () => scenes["first-run"]!();

test("the first run offers three ways in", async () => {
  await openWindow(firstRun());
  for (const way of ["way-demo", "way-entra", "way-oidc"]) expect(screen.getByTestId(way)).toBeTruthy();
  expect(screen.queryByTestId("account-list")).toBeNull();
});

test("one click connects the demo tenant and begins a sign-in", async () => {
  const view = firstRun();
  const core = await openWindow(view, {
    save_provider: () => {
      view.providers = [demo];
      return demo;
    },
    begin_sign_in: () => (view.signIn = signIn({ providerId: "demo" })),
  });
  await fireEvent.click(screen.getByTestId("way-demo"));
  expect(await screen.findByTestId("sign-in-panel")).toBeTruthy();
  expect(core.sent("save_provider")[0]).toMatchObject({ provider: { kind: "demo", id: null } });
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "demo", way: "browser", loginHint: null }]);
});

async function entraForm(answers: Answers = {}) {
  const core = await openWindow(firstRun(), answers);
  await fireEvent.click(screen.getByTestId("way-entra"));
  return core;
}

const type = (testid: string, value: string) => fireEvent.input(screen.getByTestId(testid), { target: { value } });
const GUID = "11111111-2222-3333-4444-555555555555";

test("a client ID that is no GUID is said in place and asks nobody", async () => {
  const core = await entraForm();
  await type("provider-client-id", "abc");
  await fireEvent.click(screen.getByTestId("provider-save"));
  expect(screen.getByTestId("provider-client-id-about").textContent).toContain("no client ID");
  expect(screen.getByTestId("provider-client-id").getAttribute("aria-invalid")).toBe("true");
  expect(core.sent("check_provider")).toEqual([]);
});

test("the form says how to register the application and which redirect to set", async () => {
  await entraForm();
  expect(screen.getByTestId("how-to-register").textContent).toContain("Mobile and desktop applications");
  expect(screen.getByTestId("redirect-address").textContent).toBe("http://localhost");
});

test("a provider is checked, saved, and signed in with", async () => {
  const core = await entraForm({ save_provider: () => ({ ...demo, id: "new" }), begin_sign_in: () => signIn({ providerId: "new" }) });
  await type("provider-client-id", ` ${GUID} `);
  await fireEvent.click(screen.getByTestId("provider-audience-organizations"));
  await fireEvent.click(screen.getByTestId("provider-save"));
  await waitFor(() => expect(core.sent("begin_sign_in")).toEqual([{ provider: "new", way: "browser", loginHint: null }]));
  const provider = { id: null, kind: "entra", name: "Microsoft Entra", clientId: GUID, authority: "organizations", scopes: [], redirectUri: "" };
  expect(core.sent("check_provider")).toEqual([{ provider, attempt: expect.any(Number) as number }]);
  expect(core.sent("save_provider")).toEqual([{ provider }]);
});

test("what the core finds wrong is said at its field, in the person's language, and is not saved unchecked", async () => {
  const view = firstRun();
  view.preferences = { ...view.preferences, language: "pt-BR" };
  const core = await openWindow(view, {
    check_provider: () => {
      throw error("provider-invalid", { problem: "is-an-entra-host", detail: "login.microsoftonline.com" });
    },
  });
  await fireEvent.click(screen.getByTestId("way-oidc"));
  await type("provider-client-id", "tessera");
  await type("provider-authority", "https://login.microsoftonline.com/common");
  await fireEvent.click(screen.getByTestId("provider-save"));
  const issuer = screen.getByTestId("provider-authority");
  await waitFor(() => expect(issuer.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByTestId("provider-authority-about").textContent).toBe(
    "Este é um endereço do Microsoft Entra: conecte-o como um aplicativo do Microsoft Entra.",
  );
  expect(document.activeElement).toBe(issuer);
  expect(screen.queryByTestId("error")).toBeNull();
  expect(screen.queryByTestId("provider-save-unchecked")).toBeNull();
  expect(core.sent("save_provider")).toEqual([]);
});

test.each(["provider-cancel", "provider-back"])("a provider that does not answer can be left, and is not saved (%s)", async (way) => {
  let giveUp = (_: unknown) => {};
  const core = await entraForm({
    check_provider: () => new Promise((_, refuse) => (giveUp = refuse)),
    give_up: () => giveUp(error("given-up")),
    save_provider: () => ({ ...demo, id: "new" }),
  });
  await type("provider-client-id", GUID);
  await fireEvent.click(screen.getByTestId("provider-save"));
  await waitFor(() => expect(core.sent("check_provider")).toHaveLength(1));
  await fireEvent.click(screen.getByTestId(way));
  await waitFor(() => expect(core.sent("give_up")).toEqual([{ attempt: core.sent("check_provider")[0]!.attempt }]));
  expect(screen.queryByTestId("provider-form")).toBeNull();
  await new Promise((done) => setTimeout(done));
  expect(core.sent("save_provider")).toEqual([]);
});

test("a problem with a field that is not to be seen is said below the form", async () => {
  await entraForm({
    check_provider: () => {
      throw error("provider-invalid", { problem: "tenant-malformed" });
    },
  });
  await type("provider-client-id", GUID);
  await fireEvent.click(screen.getByTestId("provider-save"));
  expect((await screen.findByTestId("error-todo")).textContent).toContain("This is no tenant");
});

test("a scope that cannot be right opens the fold that it is in", async () => {
  await entraForm();
  await type("provider-client-id", GUID);
  await type("provider-scopes", 'User.Read "Mail.Read"');
  await fireEvent.click(screen.getByTestId("provider-save"));
  expect(screen.getByTestId("provider-scopes-about").textContent).toContain("No scope has quotes");
  expect(screen.getByTestId("provider-scopes").closest("details")?.open).toBe(true);
});

test("a demo tenant that lost its name is called in the person's language", async () => {
  const view = scenes.one!();
  view.preferences = { ...view.preferences, language: "it" };
  const core = await openWindow(view, { save_provider: ({ provider }) => provider });
  await fireEvent.click(screen.getByTestId("open-providers"));
  await fireEvent.click(screen.getByTestId("provider-edit"));
  expect((screen.getByTestId("provider-name") as HTMLInputElement).placeholder).toBe("Demo");
  await type("provider-name", " ");
  await fireEvent.click(screen.getByTestId("provider-save"));
  await waitFor(() => expect(core.sent("save_provider")[0]).toMatchObject({ provider: { id: "demo", name: "Demo" } }));
});

test("a provider that does not answer can be saved all the same", async () => {
  const core = await entraForm({
    check_provider: () => {
      throw error("network");
    },
    save_provider: () => ({ ...demo, id: "new" }),
  });
  await type("provider-client-id", GUID);
  await fireEvent.click(screen.getByTestId("provider-save"));
  expect((await screen.findByTestId("error")).dataset.code).toBe("network");
  expect(core.sent("save_provider")).toEqual([]);
  await fireEvent.click(screen.getByTestId("provider-save-unchecked"));
  await waitFor(() => expect(core.sent("save_provider")).toHaveLength(1));
});

test.each([
  ["external-id", "https://contoso.ciamlogin.com", "contoso.ciamlogin.com"],
  ["b2c", "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin", "contoso.b2clogin.com"],
  ["adfs", "https://adfs.contoso.com/adfs", "adfs.contoso.com"],
])("of %s the address is asked for, and it is called by its host", async (kind, authority, name) => {
  const core = await entraForm({ save_provider: () => ({ ...demo, id: "new" }), begin_sign_in: () => signIn({ providerId: "new" }) });
  await fireEvent.change(screen.getByTestId("provider-service"), { target: { value: kind } });
  expect(screen.queryByTestId("provider-audience-common")).toBeNull();
  await type("provider-client-id", GUID);
  await type("provider-authority", authority);
  await fireEvent.click(screen.getByTestId("provider-save"));
  await waitFor(() => expect(core.sent("save_provider")[0]).toMatchObject({ provider: { kind, authority, name } }));
});

test("an address of another kind of provider is said at its field, with the kind", async () => {
  await entraForm({
    check_provider: () => {
      throw error("provider-invalid", { problem: "other-kind", detail: "Azure AD B2C" });
    },
  });
  await type("provider-client-id", GUID);
  await fireEvent.click(screen.getByTestId("provider-audience-tenant"));
  await type("provider-authority", "https://contoso.b2clogin.com/contoso.onmicrosoft.com");
  await fireEvent.click(screen.getByTestId("provider-save"));
  const described = { description: "This is an address of Azure AD B2C: connect it as that." };
  expect(await screen.findByRole("textbox", described)).toBe(screen.getByTestId("provider-authority"));
});

test("another cloud is chosen under More and makes the authority's address", async () => {
  const core = await entraForm({ save_provider: () => ({ ...demo, id: "new" }) });
  await type("provider-client-id", GUID);
  await fireEvent.change(screen.getByTestId("provider-cloud"), { target: { value: "us-government" } });
  await type("provider-redirect", " http://localhost:8400 ");
  await fireEvent.click(screen.getByTestId("provider-save"));
  const provider = { authority: "https://login.microsoftonline.us/common", redirectUri: "http://localhost:8400" };
  await waitFor(() => expect(core.sent("save_provider")[0]).toMatchObject({ provider }));
});

test("personal accounts are not offered in another cloud, and were they chosen, those of organizations are", async () => {
  const core = await entraForm({ save_provider: () => ({ ...demo, id: "new" }) });
  await type("provider-client-id", GUID);
  await fireEvent.click(screen.getByTestId("provider-audience-consumers"));
  await fireEvent.change(screen.getByTestId("provider-cloud"), { target: { value: "china" } });
  expect(screen.queryByTestId("provider-audience-consumers")).toBeNull();
  await fireEvent.change(screen.getByTestId("provider-cloud"), { target: { value: "public" } });
  expect(screen.getByTestId("provider-audience-consumers")).toBeTruthy();
  await fireEvent.change(screen.getByTestId("provider-cloud"), { target: { value: "china" } });
  expect(screen.getByTestId<HTMLInputElement>("provider-audience-organizations").checked).toBe(true);
  await fireEvent.click(screen.getByTestId("provider-save"));
  const provider = { authority: "https://login.partner.microsoftonline.cn/organizations" };
  await waitFor(() => expect(core.sent("save_provider")[0]).toMatchObject({ provider }));
});

test("what cannot be chosen in another cloud is edited as the address that it was saved as", () => {
  const authority = "https://login.microsoftonline.us/consumers";
  const read = readAuthority(authority);
  expect(read).toEqual({ cloud: "public", audience: "tenant", tenant: authority });
  expect(writeAuthority(read)).toBe(authority);
});
