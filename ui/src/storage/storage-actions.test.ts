import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error, restore, storageDetails } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";

const click = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const type = (testid: string, value: string) => fireEvent.input(screen.getByTestId(testid), { target: { value } });
const announced = () => screen.getByTestId("announcement").textContent;
const OLD = "correct horse battery";
const NEW = "four unrelated words here";

async function openPage(answers: Answers = {}) {
  const core = await openWindow(scenes.team!(), answers);
  await click("open-storage");
  return core;
}

const withPassphrase: Answers = { storage_details: () => storageDetails({ protection: "passphrase" }) };

test("a new key says what goes and what stays, and needs nothing typed where the keyring keeps it", async () => {
  const core = await openPage({ change_key: () => ({ state: "forgotten" }) });
  await click("rotate-key");
  const dialog = screen.getByTestId("key-dialog").textContent;
  expect(dialog).toContain("the key so far");
  expect(dialog).toContain("nobody has to sign in again");
  expect(core.sent("change_key")).toEqual([]);
  await click("key-confirm");
  await waitFor(() => expect(announced()).toContain("the keyring has forgotten the old one"));
  expect(core.sent("change_key")).toEqual([{ change: "rotate", current: null, new: null, attempt: expect.any(Number) }]);
  expect(screen.queryByTestId("key-dialog")).toBeNull();
  expect(screen.queryByTestId("to-keyring")).toBeNull();
});

test("another passphrase wants the one so far, and the new one twice alike", async () => {
  const core = await openPage({ ...withPassphrase, change_key: () => ({ state: "of-passphrase" }) });
  await click("change-passphrase");
  const confirm = () => screen.getByTestId<HTMLButtonElement>("key-confirm");
  await type("current-passphrase", OLD);
  await type("new-passphrase", "short");
  await type("new-passphrase-again", "short");
  expect(confirm().disabled).toBe(true);
  await type("new-passphrase", NEW);
  await click("key-confirm");
  expect(screen.getByTestId("new-passphrase-again-about").textContent).toBe("The two are not the same.");
  expect(core.sent("change_key")).toEqual([]);
  await type("new-passphrase-again", NEW);
  await click("key-confirm");
  await waitFor(() => expect(core.sent("change_key")).toEqual([{ change: "passphrase", current: OLD, new: NEW, attempt: expect.any(Number) }]));
  await waitFor(() => expect(announced()).toContain("the old passphrase opens it no more"));
});

test("a wrong passphrase is said in the dialog, which stays", async () => {
  await openPage({
    ...withPassphrase,
    change_key: () => {
      throw error("passphrase-wrong");
    },
  });
  await click("to-keyring");
  await type("current-passphrase", "wrong");
  await click("key-confirm");
  expect((await screen.findByTestId("error")).dataset.code).toBe("passphrase-wrong");
  expect(screen.getByTestId<HTMLInputElement>("current-passphrase").value).toBe("wrong");
});

test.each([
  [{ state: "needed", by: "/tessera/old.set-aside" }, "keeps the old one for /tessera/old.set-aside"],
  [{ state: "stuck" }, "did not forget the old one"],
])("what became of the old key is said (%o)", async (old, words) => {
  await openPage({ change_key: () => old });
  await click("rotate-key");
  await click("key-confirm");
  await waitFor(() => expect(announced()).toContain(words));
});

test("restoring names who would come and go, and changes nothing before it is confirmed", async () => {
  const core = await openPage({ preview_restore: () => restore() });
  await click("restore-backup");
  expect((await screen.findByTestId("restore-comes")).textContent).toBe("megan@contoso.example");
  expect(screen.getByTestId("restore-goes").textContent).toBe("guest@adatum.example, adele@contoso.example");
  expect(screen.getByTestId("restore-consequence").textContent).toContain("restoring once more undoes this");
  expect(core.sent("restore_backup")).toEqual([]);
  await click("restore-confirm");
  await waitFor(() => expect(announced()).toContain("The backup is in place"));
  expect(core.sent("restore_backup")).toHaveLength(1);
});

test.each([
  ["rotate-key", "key", "change_key"],
  ["restore-backup", "restore", "restore_backup"],
])("%s can be given up while another program has the lock", async (action, dialog, command) => {
  let refuse = (_: unknown) => {};
  const core = await openPage({
    preview_restore: () => restore(),
    [command]: () => new Promise((_, failed) => (refuse = failed)),
    give_up: () => refuse(error("given-up")),
  });
  await click(action);
  await click(`${dialog}-confirm`);
  await click(`${dialog}-cancel`);
  await waitFor(() => expect(screen.queryByTestId(`${dialog}-dialog`)).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent(command)[0]!.attempt }]);
  expect(announced()).toBe("");
});

test("what was given up too late says what came of it", async () => {
  let finish = (_: unknown) => {};
  await openPage({ change_key: () => new Promise((done) => (finish = done)), give_up: () => null });
  await click("rotate-key");
  await click("key-confirm");
  await click("key-cancel");
  expect(screen.getByTestId("key-dialog")).toBeTruthy();
  finish({ state: "forgotten" });
  await waitFor(() => expect(announced()).toContain("the keyring has forgotten the old one"));
  expect(screen.queryByTestId("key-dialog")).toBeNull();
});

test("a backup that holds the same is not offered to be restored, nor one that is not there", async () => {
  let details = storageDetails();
  await openPage({ preview_restore: () => restore({ comes: [], goes: [], isSame: true }), storage_details: () => details });
  await click("restore-backup");
  expect((await screen.findByTestId("restore-consequence")).textContent).toContain("nothing would change");
  expect(screen.queryByTestId("restore-confirm")).toBeNull();
  await click("restore-cancel");
  details = storageDetails({ backup: null });
  await waitFor(() => expect(screen.queryByTestId("restore-backup")).toBeNull(), { timeout: 5000 });
});

test("a backup that cannot be used is told", async () => {
  await openPage({
    preview_restore: () => {
      throw error("backup-unusable");
    },
  });
  await click("restore-backup");
  expect((await screen.findByTestId("error-what")).textContent).toBe("The backup cannot be used.");
});
