import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error, storageDetails } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";
import { sizeInWords } from "./size";

const read = (testid: string) => screen.getByTestId(testid).textContent ?? "";

async function openPage(answers: Answers = {}, scene = "team") {
  const core = await openWindow(scenes[scene]!(), answers);
  await fireEvent.click(screen.getByTestId("status-storage"));
  await screen.findByTestId("storage-page");
  return core;
}

test("the status line and the list lead to what is known of the file", async () => {
  await openWindow(scenes.team!());
  await fireEvent.click(screen.getByTestId("open-storage"));
  const { path, keyId } = storageDetails();
  expect((await screen.findByTestId("storage-details-path")).textContent).toBe(path);
  expect(read("storage-key-id")).toBe(keyId);
  expect(read("storage-size")).toBe("48 kB");
  expect(read("storage-generation")).toBe("1,017");
  expect(read("storage-written")).toMatch(/, by tessera-desktop$/);
  expect(read("storage-lock")).toBe("Nobody is writing now");
  expect(read("storage-backup")).toMatch(/^Of write 1,016, .*, 48 kB$/);
  await fireEvent.click(screen.getByTestId("storage-close"));
  expect(screen.queryByTestId("storage-page")).toBeNull();
});

test("what is not known is said in words, and a file that is not there too", async () => {
  const nothing = { size: null, protection: null, keyId: null, generation: null, written: null, writtenBy: null, backup: null };
  let details = storageDetails(nothing);
  const core = await openPage({ storage_details: () => details }, "first-run");
  await waitFor(() => expect(read("storage-size")).toBe("Nothing has been written yet"));
  expect(read("storage-backup")).toContain("None yet");
  details = storageDetails({ writtenBy: null, keyId: null, lock: { state: "unknown" } });
  core.view.storage = { ...core.view.storage, generation: 2 };
  await emit("changed");
  await waitFor(() => expect(read("storage-written")).toContain("a program that left no name"));
  expect(read("storage-key-id")).toBe("Cannot be told");
  expect(read("storage-lock")).toContain("does not say");
});

test("a lock that is taken while the page is open shows by itself", async () => {
  let details = storageDetails();
  await openPage({ storage_details: () => details });
  await waitFor(() => expect(read("storage-lock")).toBe("Nobody is writing now"));
  details = storageDetails({ lock: { state: "held", by: "python3 (4711)" } });
  await waitFor(() => expect(read("storage-lock")).toBe("Held now by python3 (4711)"), { timeout: 5000 });
});

test("the path is copied by the core", async () => {
  const core = await openPage();
  await fireEvent.click(await screen.findByTestId("copy-storage-path"));
  await waitFor(() => expect(core.sent("copy_storage_path")).toHaveLength(1));
  expect(read("copy-storage-path")).toContain("Path copied");
});

test("a file that cannot be looked at is told", async () => {
  await openPage({
    storage_details: () => {
      throw error("permission-denied");
    },
  });
  expect((await screen.findByTestId("error")).dataset.code).toBe("permission-denied");
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1500, "1.5 kB"],
  [48_213, "48 kB"],
  [300_000_000, "300 MB"],
])("%s bytes are %s", (bytes, words) => expect(sizeInWords(bytes)).toBe(words));
