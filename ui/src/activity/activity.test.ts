import { emit } from "@tauri-apps/api/event";
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { activity, error, happened } from "../../mock/things";
import type { ActivityEntryView } from "../bindings/ActivityEntryView";
import type { ActivityKind } from "../bindings/ActivityKind";
import { messages } from "../shared/i18n/all";
import { languages, setLanguage } from "../shared/i18n/index.svelte";
import { agoInWords } from "../shared/time";
import { openWindow, type Answers } from "../test-window";
import { byDay, dayInWords, findEntries } from "./days";
import { titleOf } from "./words";

const entries = () => screen.queryAllByTestId("activity-entry");
const kinds = () => entries().map((entry) => entry.dataset.what);
const read = (testid: string) => screen.getByTestId(testid).textContent?.replace(/\s+/g, " ").trim() ?? "";

async function openTab(answers: Answers = {}) {
  const core = await openWindow(scenes.one!(), answers);
  await fireEvent.click(screen.getByTestId("tab-activity"));
  await screen.findByTestId("activity");
  return core;
}

async function openPage(answers: Answers = {}, scene = "one") {
  const core = await openWindow(scenes[scene]!(), answers);
  await fireEvent.click(screen.getByTestId("status-storage"));
  await fireEvent.click(await screen.findByTestId("open-activity"));
  await screen.findByTestId("activity-page");
  await waitFor(() => expect(screen.getByTestId("activity").getAttribute("aria-busy")).toBe("false"));
  return core;
}

test("the tab asks for what happened to the account, and says it without naming the account again", async () => {
  const core = await openTab();
  await waitFor(() => expect(entries()).toHaveLength(7));
  expect(core.sent("activity").at(-1)).toEqual({ account: core.view.accounts[0]!.key });
  expect(screen.queryByTestId("activity-who")).toBeNull();
  expect(within(entries()[0]!).getByTestId("activity-what").textContent).toBe("Token renewed");
  const details = within(entries()[0]!).getByTestId("activity-details").textContent?.replace(/\s+/g, " ");
  expect(details).toContain("Demo tenant");
  expect(details).toContain("User.Read openid profile · in this window");
  expect(within(entries()[0]!).getByTitle("tessera-desktop, process 4711")).toBeTruthy();
});

test("what failed is told with its reason and the provider's code, and by which program", async () => {
  await openPage();
  const failed = entries().find(({ dataset }) => dataset.outcome === "sign-in-needed")!;
  expect(within(failed).getByTestId("activity-what").textContent).toBe("Token not renewed: sign in again");
  expect(within(failed).getByTestId("activity-fault").textContent).toBe("The provider refused. (AADSTS50173)");
  expect(within(failed).getByTestId("activity-who").textContent).toBe("Adele Vance · adele@contoso.example");
  const changed = entries().find(({ dataset }) => dataset.what === "cache-changed")!;
  const details = within(changed).getByTestId("activity-details").textContent?.replace(/\s+/g, " ");
  expect(details).toMatch(/^ ?came: 2 access tokens · went: 1 refresh token · .* · by payroll-sync ?$/);
});

test("a search finds words of any part in any letters, says how many, and Escape ends it", async () => {
  await openPage();
  const search = screen.getByTestId("activity-search");
  await fireEvent.input(search, { target: { value: "ADÉLE mail.read" } });
  expect(kinds()).toEqual(["cache-changed"]);
  expect(read("activity-count")).toBe("1 entry");
  await fireEvent.input(search, { target: { value: "50173" } });
  expect(kinds()).toEqual(["renewal"]);
  await fireEvent.input(search, { target: { value: "nothing of the kind" } });
  expect(entries()).toHaveLength(0);
  expect(read("activity-count")).toBe("Nothing that happened matches “nothing of the kind”.");
  await fireEvent.keyDown(search, { key: "Escape" });
  expect(entries()).toHaveLength(7);
});

test("what happens while it is open appears, and an answer that is late is not the last", async () => {
  let list = [happened()];
  await openPage({ activity: () => activity(list) });
  expect(entries()).toHaveLength(1);
  list = [happened({ what: "sign-out" }), ...list];
  await emit("activity");
  await waitFor(() => expect(kinds()).toEqual(["sign-out", "renewal"]));
});

test("of thousands a page is drawn, and more when they are asked for; all are searched", async () => {
  const list = Array.from({ length: 5000 }, (_, at) => happened({ scopes: [`Scope.${at}`] }));
  await openPage({ activity: () => activity(list) });
  expect(entries()).toHaveLength(100);
  expect(read("activity-count")).toBe("5,000 entries");
  await fireEvent.click(screen.getByTestId("activity-older"));
  expect(entries()).toHaveLength(200);
  await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "scope.4321" } });
  expect(entries()).toHaveLength(1);
  expect(screen.queryByTestId("activity-older")).toBeNull();
});

test("where nothing happened that is said, and lines that nobody can read are counted", async () => {
  let view = activity([]);
  await openTab({ activity: () => view });
  expect((await screen.findByTestId("activity-empty")).textContent).toContain("this account");
  view = { ...activity(), unreadable: 2 };
  await emit("activity");
  await waitFor(() => expect(read("activity-count")).toBe("7 entries 2 lines could not be read and are left out."));
});

test("a log that cannot be read says why", async () => {
  await openTab({
    activity: () => {
      throw error("permission-denied");
    },
  });
  const panel = await screen.findByTestId("activity");
  await waitFor(() => expect(within(panel).getByTestId("error").dataset.code).toBe("permission-denied"));
});

test("an export of an account names it, says that the file names accounts, and replaces only what was found taken", async () => {
  let replaced = false;
  const core = await openTab({
    propose_activity_export: () => "/home/adele/tessera-activity.json",
    export_activity: ({ path, replace }) => {
      if (!replace) throw error("export-exists", { detail: path as string });
      replaced = true;
      return path;
    },
  });
  await fireEvent.click(await screen.findByTestId("activity-export"));
  const dialog = screen.getByTestId("activity-export-dialog");
  expect(dialog.textContent).toContain("Adele Vance");
  expect(dialog.textContent).toContain("it names accounts");
  await waitFor(() => expect((screen.getByTestId("activity-export-path") as HTMLInputElement).value).toBe("/home/adele/tessera-activity.json"));
  await fireEvent.click(screen.getByTestId("activity-export-confirm"));
  await waitFor(() => expect(within(dialog).getByTestId("error").dataset.code).toBe("export-exists"));
  expect(read("activity-export-confirm")).toBe("Replace the file");
  await fireEvent.click(screen.getByTestId("activity-export-confirm"));
  await waitFor(() => expect(screen.queryByTestId("activity-export-dialog")).toBeNull());
  expect(replaced).toBe(true);
  expect(core.sent("export_activity").at(-1)).toMatchObject({ account: core.view.accounts[0]!.key, replace: true });
  expect(read("announcement")).toContain("Written to /home/adele/tessera-activity.json");
});

test("clearing asks first, and says what goes and what stays", async () => {
  const core = await openPage();
  await fireEvent.click(screen.getByTestId("activity-clear"));
  expect(screen.getByTestId("activity-clear-dialog").textContent).toContain("accounts, tokens, providers and settings");
  await fireEvent.click(screen.getByTestId("activity-clear-cancel"));
  expect(core.sent("clear_activity")).toHaveLength(0);
  await fireEvent.click(screen.getByTestId("activity-clear"));
  await fireEvent.click(screen.getByTestId("activity-clear-confirm"));
  await waitFor(() => expect(screen.queryByTestId("activity-clear-dialog")).toBeNull());
  expect(core.sent("clear_activity")).toHaveLength(1);
  expect(read("announcement")).toBe("The activity was cleared.");
});

test("the palette leads to what happened", async () => {
  await openWindow(scenes.team!());
  await fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
  await fireEvent.input(await screen.findByTestId("palette-query"), { target: { value: "activity" } });
  await fireEvent.keyDown(screen.getByTestId("palette-query"), { key: "Enter" });
  expect(await screen.findByTestId("activity-page")).toBeTruthy();
  await fireEvent.click(screen.getByTestId("activity-close"));
  expect(screen.queryByTestId("activity-page")).toBeNull();
});

test("days are told apart by the person's own midnight", async () => {
  const noon = new Date(2026, 10, 28, 12).getTime() / 1000;
  const at = (hours: number): ActivityEntryView => happened({ time: noon + hours * 3600 });
  const days = byDay([at(1), at(-11), at(-13), at(-37), at(-200)]);
  expect(days.map(({ entries }) => entries.length)).toEqual([2, 1, 1, 1]);
  expect(days.map(({ begins }) => dayInWords(begins, noon))).toEqual(["Today", "Yesterday", "Thursday, November 26, 2026", "Friday, November 20, 2026"]);
  await setLanguage("it");
  expect(dayInWords(days[1]!.begins, noon)).toBe("Ieri");
});

test("how long ago is told in the unit that fits, and never in the future", () => {
  expect(agoInWords(1000, 1010)).toBe("now");
  expect(agoInWords(2000, 1000)).toBe("now");
  expect(agoInWords(1000, 1000 + 200)).toBe("3 minutes ago");
  expect(agoInWords(1000, 1000 + 2 * 86_400)).toBe("2 days ago");
});

test.each(Object.keys(languages) as (keyof typeof languages)[])("each kind of thing that happens has a sentence of its own in %s", async (language) => {
  await setLanguage(language);
  const all = Object.keys(messages[language].activity.done) as ActivityKind[];
  const sentences = all.map((what) => titleOf(happened({ what })));
  expect(new Set(sentences).size).toBe(all.length);
  expect(titleOf(happened({ what: "device-sign-in", outcome: "failed" }))).not.toBe(titleOf(happened({ outcome: "failed" })));
  expect(findEntries([happened()], "zzz")).toEqual([]);
});
