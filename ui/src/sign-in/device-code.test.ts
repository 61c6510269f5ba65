import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { emit } from "@tauri-apps/api/event";
import { tick } from "svelte";
import { expect, test } from "vitest";
import { onDevice, scenes, signIn } from "../../mock/scenes";
import { openWindow } from "../test-window";

const panel = () => screen.getByTestId("sign-in-panel");
const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));

test("a sign-in that waits for the browser can go on with a code on another device", async () => {
  const core = await openWindow(scenes.waiting!(), { begin_sign_in: () => onDevice({ id: 2 }) });
  await click("sign-in-use-code");
  await waitFor(() => expect(panel().dataset.stage).toBe("waiting-for-device"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "entra", way: "device-code", loginHint: null }]);
  await click("sign-in-use-browser");
  await waitFor(() => expect(core.sent("begin_sign_in")[1]).toEqual({ provider: "entra", way: "browser", loginHint: null }));
});

test("the code is to be read, spelled, copied, and scanned with its address", async () => {
  const core = await openWindow(scenes["device-code"]!());
  expect(screen.getByTestId("device-code").textContent).toBe("BCDF-GHJKL");
  expect(panel().textContent).toContain("B C D F - G H J K L");
  expect(screen.getByTestId("device-address").textContent).toBe("https://login.example.com/devicelogin");
  expect(screen.getByRole("img", { name: "QR code that leads to https://login.example.com/devicelogin" })).toBeTruthy();
  expect(screen.getByTestId("sign-in-time-left").textContent).toMatch(/^14:[23]\d$/);
  await click("sign-in-copy-code");
  await click("sign-in-copy-link");
  await waitFor(() => expect(screen.getByTestId("sign-in-copy-code").textContent).toContain("Code copied"));
  expect(core.sent("copy_sign_in_code")).toEqual([{ id: 1 }]);
  expect(core.sent("copy_sign_in_link")).toEqual([{ id: 1 }]);
});

test("an address that is too long for a picture is shown without one", async () => {
  await openWindow(scenes["device-code-long"]!());
  expect(screen.queryByTestId("qr-code")).toBeNull();
  expect(screen.getByTestId("device-code").textContent).toBe("WDJB-MJHT-QXZR-PLKC-BNVF");
});

test("while the provider cannot be reached the panel says so, and no longer once it can", async () => {
  const view = scenes["device-code-trouble"]!();
  await openWindow(view);
  expect(screen.getByTestId("sign-in-trouble").textContent).toContain("The provider cannot be reached. Tessera keeps asking");
  view.signIn = onDevice();
  await emit("sign-in", view.signIn);
  await tick();
  expect(screen.queryByTestId("sign-in-trouble")).toBeNull();
});

test("a code that ran out gives way to a new one", async () => {
  const core = await openWindow(scenes["device-code-expired"]!(), { begin_sign_in: () => onDevice({ id: 2 }) });
  expect(screen.getByTestId("error").dataset.code).toBe("device-code-expired");
  expect(screen.getByTestId("sign-in-retry").textContent).toContain("Get a new code");
  await click("sign-in-retry");
  await waitFor(() => expect(panel().dataset.stage).toBe("waiting-for-device"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "entra", way: "device-code", loginHint: null }]);
});

test("a provider without codes leads back to the browser", async () => {
  const core = await openWindow(scenes["device-code-not-offered"]!(), { begin_sign_in: () => signIn({ id: 2 }) });
  await click("sign-in-use-browser");
  await waitFor(() => expect(panel().dataset.stage).toBe("waiting-for-browser"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "entra", way: "browser", loginHint: null }]);
});

test("a second sign-in is asked about, and takes the place of the one that waits", async () => {
  const core = await openWindow(scenes.waiting!(), {
    begin_sign_in: ({ provider }) => signIn({ id: 2, providerId: provider as string }),
  });
  await click("add-account");
  await fireEvent.click(screen.getAllByTestId("add-account-with")[2]!);
  expect(screen.getByTestId("sign-in-wanted").textContent).toContain("to sign in with Keycloak now");
  expect(core.sent("begin_sign_in")).toEqual([]);
  await click("sign-in-replace");
  await waitFor(() => expect(screen.getByTestId("sign-in-provider").textContent).toContain("Keycloak"));
  expect(core.sent("begin_sign_in")).toEqual([{ provider: "keycloak", way: "browser", loginHint: null }]);
  expect(screen.queryByTestId("sign-in-wanted")).toBeNull();
});
