import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";

const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const type = (testid: string, value: string) => fireEvent.input(screen.getByTestId(testid), { target: { value } });
const LONG = "four unrelated words here";

test.each(["opening", "passphrase", "new-passphrase", "keyring", "unavailable"])(
  "while the storage is %s there is neither a list nor a first run",
  async (scene) => {
    await openWindow(scenes[scene]!());
    expect(screen.getByTestId("storage-pane")).toBeTruthy();
    expect(screen.queryByTestId("account-list")).toBeNull();
    expect(screen.queryByTestId("first-run")).toBeNull();
  },
);

test("a wrong passphrase is said and can be typed again", async () => {
  const core = await openWindow(scenes.passphrase!(), {
    unlock: () => {
      throw error("passphrase-wrong");
    },
  });
  await type("passphrase", "wrong");
  await click("unlock");
  expect((await screen.findByTestId("error")).dataset.code).toBe("passphrase-wrong");
  expect(core.sent("unlock")).toEqual([{ passphrase: "wrong" }]);
  expect((screen.getByTestId("passphrase") as HTMLInputElement).type).toBe("password");
});

async function choosing(answers: Answers = {}) {
  const view = scenes["new-passphrase"]!();
  const core = await openWindow(view, {
    choose_passphrase: () => {
      view.storage = { ...view.storage, state: "ready", protection: "passphrase" };
    },
    ...answers,
  });
  return core;
}

test("a new passphrase has to be long enough and typed twice alike", async () => {
  const core = await choosing();
  await type("new-passphrase", "short");
  await type("new-passphrase-again", "short");
  expect(screen.getByTestId("strength").textContent).toContain("7 more characters");
  expect((screen.getByTestId("choose-passphrase") as HTMLButtonElement).disabled).toBe(true);
  await type("new-passphrase", LONG);
  await click("choose-passphrase");
  expect(screen.getByTestId("new-passphrase-again-about").textContent).toBe("The two are not the same.");
  expect(core.sent("choose_passphrase")).toEqual([]);
  await type("new-passphrase-again", LONG);
  await click("choose-passphrase");
  await waitFor(() => expect(screen.queryByTestId("storage-pane")).toBeNull());
  expect(core.sent("choose_passphrase")).toEqual([{ passphrase: LONG }]);
  expect(screen.getByTestId("storage-protection").dataset.protection).toBe("passphrase");
});

test("the pane says what happens when the passphrase is lost", async () => {
  await choosing();
  expect(screen.getByTestId("storage-pane").textContent).toContain("If it is lost, the tokens are too");
});

test.each([
  ["keyring", "keyring-locked"],
  ["unavailable", "permission-denied"],
])("trouble with the storage (%s) is named and can be tried again", async (scene, code) => {
  const core = await openWindow(scenes[scene]!());
  expect(screen.getByTestId("error").dataset.code).toBe(code);
  await click("storage-retry");
  await waitFor(() => expect(core.sent("retry_storage")).toHaveLength(1));
});

test("a forgotten passphrase is given up only after a question that says what stays", async () => {
  const view = scenes.passphrase!();
  const core = await openWindow(view, {
    start_over: () => {
      view.storage = { ...view.storage, state: "new-passphrase-needed", canStartOver: false };
      view.notices = [{ id: 1, kind: "cache-given-up", path: "/home/adele/token-cache.sealed.given-up", seconds: null }];
    },
  });
  await click("start-over");
  expect(screen.getByTestId("start-over-path").textContent).toBe(view.storage.path);
  expect(screen.getByTestId("start-over-dialog").textContent).toContain("Nothing is deleted");
  await click("start-over-cancel");
  expect(screen.queryByTestId("start-over-dialog")).toBeNull();
  expect(core.sent("start_over")).toEqual([]);
  await click("start-over");
  await click("start-over-confirm");
  const field = await screen.findByTestId("new-passphrase");
  expect(document.activeElement).toBe(field);
  expect(core.sent("start_over")).toHaveLength(1);
  expect(screen.queryByTestId("start-over-dialog")).toBeNull();
  expect(screen.getByTestId("notice").textContent).toContain("because you chose to begin anew");
});

test("a file that cannot be given up now says why, and can be tried again", async () => {
  await openWindow(scenes["keyring-gone"]!(), {
    start_over: () => {
      throw error("lock-held", { detail: "python3 (4711)" });
    },
  });
  expect(screen.getByTestId("start-over-about").textContent).toContain("Is the keyring gone for good?");
  await click("start-over");
  await click("start-over-confirm");
  await waitFor(() => expect(screen.getByTestId("start-over-dialog").textContent).toContain("python3 (4711)"));
});

test.each(["keyring", "unavailable", "new-passphrase"])("nothing can be given up while it may be had again (%s)", async (scene) => {
  await openWindow(scenes[scene]!());
  expect(screen.queryByTestId("start-over")).toBeNull();
});

test("giving the file up can be given up itself while another program has the lock", async () => {
  let refuse = (_: unknown) => {};
  const core = await openWindow(scenes.passphrase!(), {
    start_over: () => new Promise((_, failed) => (refuse = failed)),
    give_up: () => refuse(error("given-up")),
  });
  await click("start-over");
  await click("start-over-confirm");
  await click("start-over-cancel");
  await waitFor(() => expect(screen.queryByTestId("start-over-dialog")).toBeNull());
  expect(core.sent("give_up")).toEqual([{ attempt: core.sent("start_over")[0]!.attempt }]);
});

test("how long a passphrase has to be is the core's to say", async () => {
  const view = scenes["new-passphrase"]!();
  view.storage = { ...view.storage, shortestPassphrase: 15 };
  await openWindow(view);
  expect(screen.getByTestId("strength").textContent).toContain("At least 15 characters");
  await type("new-passphrase", "twelve chars");
  expect(screen.getByTestId("strength").textContent).toContain("3 more characters");
});

test("the status line names the file, its protection and who holds the lock", async () => {
  const core = await openWindow(scenes["lock-held"]!());
  expect(screen.getByTestId("storage-path").title).toBe(core.view.storage.path);
  expect(screen.getByTestId("storage-protection").textContent).toContain("key in the system keyring");
  expect(screen.getByTestId("storage-trouble").textContent).toContain("python3 (4711)");
  core.view.storage = { ...core.view.storage, error: null };
  await emit("changed");
  await waitFor(() => expect(screen.queryByTestId("storage-trouble")).toBeNull());
});

test("what keeps the file shut is said once, in the middle of the window", async () => {
  await openWindow(scenes.unavailable!());
  expect(screen.getByTestId("error").dataset.code).toBe("permission-denied");
  expect(screen.queryByTestId("storage-trouble")).toBeNull();
});

test("the eye beside a passphrase shows it and hides it again", async () => {
  await openWindow(scenes.passphrase!());
  const field = screen.getByTestId("passphrase") as HTMLInputElement;
  await type("passphrase", LONG);
  await click("passphrase-show");
  expect([field.type, field.value]).toEqual(["text", LONG]);
  await click("passphrase-show");
  expect([field.type, field.value]).toEqual(["password", LONG]);
});

test("a file that somebody else began in the meantime is said with what to do", async () => {
  await choosing({
    choose_passphrase: () => {
      throw error("file-exists", { detail: "/home/adele/token-cache.sealed" });
    },
  });
  await type("new-passphrase", LONG);
  await type("new-passphrase-again", LONG);
  await click("choose-passphrase");
  expect((await screen.findByTestId("error-todo")).textContent).toContain("its own passphrase");
});

test("a choice of language is kept and followed at once", async () => {
  const view = scenes.team!();
  const core = await openWindow(view, {
    set_preferences: ({ preferences }) => {
      view.preferences = preferences as typeof view.preferences;
    },
  });
  await fireEvent.change(screen.getByTestId("language"), { target: { value: "it" } });
  await waitFor(() => expect(screen.getByTestId("get-token").textContent).toContain("Ottieni un token"));
  expect(core.sent("set_preferences")).toEqual([{ preferences: { ...view.preferences, language: "it" } }]);
  expect(document.documentElement.lang).toBe("it");
});
