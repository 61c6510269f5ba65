import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error, incoming, storageDetails } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";
import { namesInWords } from "./names";

const PATH = "/home/adele/Downloads/tessera-export.json";
const click = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const type = (testid: string, value: string) => fireEvent.input(screen.getByTestId(testid), { target: { value } });
const announced = () => screen.getByTestId("announcement").textContent;
const confirm = (dialog: string) => screen.getByTestId<HTMLButtonElement>(`${dialog}-confirm`);

async function openPage(answers: Answers = {}, scene = "team") {
  const proposals: Answers = { propose_export: () => PATH, propose_import: () => PATH, export_cache: ({ path }) => path };
  const core = await openWindow(scenes[scene]!(), { ...proposals, ...answers });
  await fireEvent.click(screen.getByTestId("status-storage"));
  await screen.findByTestId("import");
  return core;
}

const pathIs = (dialog: string) =>
  waitFor(() => expect(screen.getByTestId<HTMLInputElement>(`${dialog}-path`).value).toBe(PATH));

test("a whole export names the people whom the file signs in, and where it went", async () => {
  const core = await openPage();
  await click("export-whole");
  expect(screen.getByTestId("export-warning").textContent).toContain("is signed in as these people: adele@contoso.example");
  await pathIs("export");
  expect(core.sent("export_cache")).toEqual([]);
  await click("export-confirm");
  await waitFor(() => expect(announced()).toContain(`Written to ${PATH}. Delete it`));
  expect(core.sent("export_cache")).toMatchObject([{ kind: "whole", path: PATH, replace: false }]);
  expect(screen.queryByTestId("export-dialog")).toBeNull();
});

test("an export that the system asks about first can be given up, and the dialog goes then", async () => {
  let refuse = (_: unknown) => {};
  const core = await openPage({
    export_cache: () => new Promise((_, fail) => (refuse = fail)),
    give_up: () => refuse(error("given-up")),
  });
  await click("export-whole");
  await pathIs("export");
  await click("export-confirm");
  await click("export-cancel");
  await waitFor(() => expect(screen.queryByTestId("export-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("export_cache")[0]!.attempt }]);
  expect(announced()).not.toContain("Written");
});

test("an export for support says what is in it and what is not, and warns of nothing", async () => {
  const core = await openPage();
  await click("export-redacted");
  expect(screen.queryByTestId("export-warning")).toBeNull();
  expect(screen.getByTestId("export-dialog").textContent).toContain("cannot be imported");
  await pathIs("export");
  await click("export-confirm");
  await waitFor(() => expect(announced()).toContain("without tokens and names"));
  expect(core.sent("export_cache")).toMatchObject([{ kind: "redacted", path: PATH, replace: false }]);
});

test("a file that is there is replaced only after that was asked, and only that one", async () => {
  const core = await openPage({
    export_cache: ({ path, replace }) => {
      if (!replace) throw error("export-exists", { detail: path as string });
      return path;
    },
  });
  await click("export-whole");
  await pathIs("export");
  await click("export-confirm");
  expect((await screen.findByTestId("error")).dataset.code).toBe("export-exists");
  expect(confirm("export").textContent).toContain("Replace the file");
  await type("export-path", "/elsewhere.json");
  expect(confirm("export").textContent).not.toContain("Replace");
  await click("export-confirm");
  await waitFor(() => expect(confirm("export").textContent).toContain("Replace the file"));
  await click("export-confirm");
  await waitFor(() => expect(screen.queryByTestId("export-dialog")).toBeNull());
  const sent = core.sent("export_cache").map(({ path, replace }) => [path, replace]);
  expect(sent).toEqual([[PATH, false], ["/elsewhere.json", false], ["/elsewhere.json", true]]);
});

test("an import shows what comes, what stays, and changes nothing before it is confirmed", async () => {
  const core = await openPage({ preview_import: () => incoming() });
  await click("import");
  await pathIs("import");
  await click("import-confirm");
  expect((await screen.findByTestId("import-new")).textContent).toBe("megan@contoso.example and lee@adatum.example");
  const read = (name: string) => screen.getByTestId(`import-${name}`).textContent;
  expect(read("known")).toBe("adele@contoso.example");
  expect(read("added")).toBe("3 access tokens, 2 refresh tokens, and 2 ID tokens");
  expect([read("replaced"), read("newer"), read("same")]).toEqual(["1 access token", "1 refresh token", "1 ID token"]);
  expect(core.sent("import_cache")).toEqual([]);
  await click("import-confirm");
  await waitFor(() => expect(announced()).toContain("The file still holds the tokens"));
  expect(core.sent("import_cache")).toHaveLength(1);
});

test("another path is looked at before it is imported", async () => {
  const core = await openPage({ preview_import: () => incoming({ unreadable: 2 }) });
  await click("import");
  await pathIs("import");
  await click("import-confirm");
  expect((await screen.findByTestId("import-unreadable")).textContent).toBe("2 entries cannot be read and are left out.");
  await type("import-path", "/other.json");
  expect(screen.queryByTestId("import-new")).toBeNull();
  await click("import-confirm");
  await screen.findByTestId("import-new");
  expect(core.sent("preview_import").map(({ path }) => path)).toEqual([PATH, "/other.json"]);
  expect(core.sent("import_cache")).toEqual([]);
  await click("import-cancel");
  expect(core.sent("forget_import")).toHaveLength(1);
});

test.each(["preview_import", "import_cache"])("%s can be given up, and nothing is kept of the file", async (command) => {
  let refuse = (_: unknown) => {};
  const core = await openPage({
    preview_import: () => incoming(),
    [command]: () => new Promise((_, failed) => (refuse = failed)),
    give_up: () => refuse(error("given-up")),
  });
  await click("import");
  await pathIs("import");
  await click("import-confirm");
  if (command === "import_cache") {
    await screen.findByTestId("import-new");
    await click("import-confirm");
  }
  await click("import-cancel");
  await waitFor(() => expect(screen.queryByTestId("import-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent(command)[0]!.attempt }]);
  expect(core.sent("forget_import")).toHaveLength(1);
});

test("a file without anything new is not offered to be imported", async () => {
  const core = await openPage({ preview_import: () => incoming({ newAccounts: [], changesNothing: true }) });
  await click("import");
  await pathIs("import");
  await click("import-confirm");
  expect((await screen.findByTestId("import-consequence")).textContent).toContain("nothing would change");
  expect(screen.queryByTestId("import-confirm")).toBeNull();
  await fireEvent.submit(document.getElementById("import-form")!);
  expect(core.sent("import_cache")).toEqual([]);
});

test.each(["import-invalid", "import-redacted", "import-sealed", "import-too-large", "file-missing"] as const)(
  "%s is said in the dialog",
  async (code) => {
    await openPage({
      preview_import: () => {
        throw error(code);
      },
    });
    await click("import");
    await pathIs("import");
    await click("import-confirm");
    expect((await screen.findByTestId("error")).dataset.code).toBe(code);
    expect(screen.queryByTestId("import-new")).toBeNull();
  },
);

test("without a file there is nothing to export, but something may be imported", async () => {
  const nothing = { size: null, protection: null, keyId: null, generation: null, written: null, writtenBy: null, backup: null };
  await openPage({ storage_details: () => storageDetails(nothing) }, "first-run");
  expect(screen.queryByTestId("export-whole")).toBeNull();
});

test("many names are counted, one more is not", () => {
  expect(namesInWords([])).toBe("nothing");
  expect(namesInWords(["a", "", "c"], 2)).toBe("a, an account without a username, and c");
  expect(namesInWords(["a", "b", "c", "d"], 2)).toBe("a, b, and 2 others");
});
