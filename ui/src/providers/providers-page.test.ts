import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow } from "../test-window";

test("a provider is edited under its own ID and nobody is signed in", async () => {
  const core = await openWindow(scenes.team!(), { save_provider: ({ provider }) => provider });
  await fireEvent.click(screen.getByTestId("open-providers"));
  await fireEvent.click(screen.getAllByTestId("provider-edit")[2]!);
  await fireEvent.input(screen.getByTestId("provider-name"), { target: { value: "Staff" } });
  await fireEvent.click(screen.getByTestId("provider-save"));
  await waitFor(() => expect(core.sent("save_provider")[0]).toMatchObject({ provider: { id: "keycloak", name: "Staff" } }));
  expect(core.sent("begin_sign_in")).toEqual([]);
  expect(await screen.findAllByTestId("provider-row")).toHaveLength(3);
});

test("removing a provider first says what becomes of its accounts", async () => {
  const core = await openWindow(scenes.team!());
  await fireEvent.click(screen.getByTestId("open-providers"));
  await fireEvent.click(screen.getAllByTestId("provider-remove")[0]!);
  expect(screen.getByTestId("remove-provider-text").textContent).toContain("Its 5 accounts and their tokens stay");
  expect(core.sent("remove_provider")).toEqual([]);
  await fireEvent.click(screen.getByTestId("remove-provider-confirm"));
  expect(core.sent("remove_provider")).toMatchObject([{ id: "demo" }]);
});

test("removing a provider can be given up while another window has the settings, and the dialog goes then", async () => {
  let giveUp: (why: unknown) => void = () => undefined;
  const core = await openWindow(scenes.team!(), {
    remove_provider: () => new Promise((_, reject) => (giveUp = reject)),
    give_up: () => giveUp(error("given-up")),
  });
  await fireEvent.click(screen.getByTestId("open-providers"));
  await fireEvent.click(screen.getAllByTestId("provider-remove")[0]!);
  await fireEvent.click(screen.getByTestId("remove-provider-confirm"));
  await fireEvent.click(screen.getByTestId("remove-provider-cancel"));
  await waitFor(() => expect(screen.queryByTestId("remove-provider-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("remove_provider")[0]!.attempt }]);
  expect(screen.queryByTestId("error")).toBeNull();
});

test("a file of certificate authorities that cannot be used is named, and the field keeps what was typed", async () => {
  await openWindow(scenes["first-run"]!(), {
    set_preferences: () => {
      throw error("ca-file-unusable", { detail: "/etc/ssl/none.pem" });
    },
  });
  await fireEvent.input(screen.getByTestId("ca-file"), { target: { value: "/etc/ssl/none.pem" } });
  await fireEvent.click(screen.getByTestId("ca-file-save"));
  expect((await screen.findByTestId("error-what")).textContent).toContain("/etc/ssl/none.pem cannot be used");
  expect(screen.getByTestId<HTMLInputElement>("ca-file").value).toBe("/etc/ssl/none.pem");
});

test("a file of certificate authorities is kept beside the language, and said to be saved", async () => {
  const view = scenes.team!();
  view.preferences = { ...view.preferences, language: "en" };
  const core = await openWindow(view);
  await fireEvent.click(screen.getByTestId("open-providers"));
  await fireEvent.input(screen.getByTestId("ca-file"), { target: { value: " /etc/ssl/company.pem " } });
  await fireEvent.click(screen.getByTestId("ca-file-save"));
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("were saved"));
  expect(core.sent("set_preferences")).toEqual([{ preferences: { ...view.preferences, caFile: "/etc/ssl/company.pem" } }]);
});

test("a file that the environment names is shown instead of the saved one, and cannot be changed here", async () => {
  const view = scenes["first-run"]!();
  view.preferences = { ...view.preferences, language: "en", caFile: "/etc/ssl/company.pem" };
  view.caFileOfEnvironment = "/opt/inspect.pem";
  await openWindow(view);
  const field = screen.getByTestId<HTMLInputElement>("ca-file");
  expect(field.value).toBe("/opt/inspect.pem");
  expect(field.disabled).toBe(true);
  expect(field.closest("details")?.open).toBe(true);
  expect(screen.getByTestId("ca-file-about").textContent).toContain("Set by the environment: TESSERA_CA_FILE names /opt/inspect.pem");
  expect(screen.queryByTestId("ca-file-save")).toBeNull();
});
