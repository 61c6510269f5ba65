import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow } from "../test-window";

const field = () => screen.getByTestId("sign-in-address") as HTMLInputElement;

async function paste(address: string) {
  await fireEvent.input(field(), { target: { value: address } });
  await fireEvent.click(screen.getByTestId("sign-in-address-take"));
}

test("the address that a browser ended on elsewhere is handed over and does not stay in the page", async () => {
  const core = await openWindow(scenes.waiting!());
  await paste("http://localhost:4711/?code=abc&state=xyz");
  await waitFor(() => expect(field().value).toBe(""));
  expect(core.sent("paste_sign_in_address")).toEqual([{ id: 1, address: "http://localhost:4711/?code=abc&state=xyz" }]);
});

test("a wrong address is said at the field, stays to be mended, and the waiting goes on", async () => {
  await openWindow(scenes.waiting!(), {
    paste_sign_in_address: () => {
      throw error("redirect-of-other-sign-in");
    },
  });
  await paste("http://localhost:4711/?code=abc&state=old");
  await waitFor(() => expect(field().getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByTestId("sign-in-address-about").textContent).toMatch(/^This address belongs to another sign-in\. Open the link/);
  expect(field().value).toContain("state=old");
  expect(screen.getByTestId("sign-in-panel").dataset.stage).toBe("waiting-for-browser");
});

test("the address is asked for at once where the system cannot hand it over, and not before", async () => {
  await openWindow(scenes["to-be-pasted"]!());
  expect(screen.getByTestId("sign-in-way-back").textContent).toMatch(/paste it below/);
  expect((field().closest("details") as HTMLDetailsElement).open).toBe(true);
});

test("where the system hands it over, the person is told what the browser will ask", async () => {
  await openWindow(scenes["own-scheme"]!());
  expect(screen.getByTestId("sign-in-way-back").textContent).toMatch(/allow it/);
  expect((field().closest("details") as HTMLDetailsElement).open).toBe(false);
});
