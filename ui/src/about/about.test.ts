import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { about, licences } from "../../mock/about";
import { scenes } from "../../mock/scenes";
import { error } from "../../mock/things";
import { openWindow, type Answers } from "../test-window";
import { findPackages } from "./find-packages";

const click = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const names = () => screen.queryAllByTestId("package").map((entry) => entry.dataset.name);

async function openDialog(answers: Answers = {}, scene = "team") {
  const core = await openWindow(scenes[scene]!(), { about: () => about, licences: () => licences, ...answers });
  await click("open-about");
  return core;
}

test("it says the version, what protects the tokens, and where the files are", async () => {
  await openDialog();
  expect((await screen.findByTestId("about-version")).textContent).toBe("0.1.0");
  expect(screen.getByTestId("about-cache").textContent).toBe(about.cache);
  expect(screen.getByTestId("about-settings").textContent).toBe(about.settings);
  expect(screen.getByTestId("about-protection").textContent).toContain("keyring");
  expect(screen.getByTestId("about-system").textContent).toBe("linux x86_64, WebView 2.50.1");
  expect(document.querySelector("dialog a")).toBeNull();
  await click("about-close");
  expect(screen.queryByTestId("about-dialog")).toBeNull();
});

test("it opens also while the cache cannot be used", async () => {
  await openDialog({}, "passphrase");
  expect((await screen.findByTestId("about-version")).textContent).toBe("0.1.0");
});

test("the licences are listed, searched by name and licence, and their texts read", async () => {
  await openDialog();
  await click("about-licences");
  await waitFor(() => expect(names()).toEqual(["@tauri-apps/api", "aws-lc-rs", "dlopen2", "serde"]));
  expect(screen.getByTestId("licences-count").textContent?.trim()).toBe("4 packages");
  expect(screen.queryByTestId("licence-text")).toBeNull();
  await fireEvent.input(screen.getByTestId("licences-search"), { target: { value: "rust mit" } });
  expect(names()).toEqual(["dlopen2", "serde"]);
  expect(screen.getByTestId("licences-count").textContent?.trim()).toBe("2 of 4 packages");
  for (const entry of screen.getAllByTestId<HTMLDetailsElement>("package")) {
    entry.open = true;
    await fireEvent(entry, new Event("toggle"));
  }
  const texts = await screen.findAllByTestId("licence-text");
  expect(texts.map(({ textContent }) => textContent)).toEqual(["The package ships no text of its licence.", "The text of the MIT licence", "The text of Apache's"]);
});

test("what is not there to be listed is told", async () => {
  await openDialog({
    licences: () => {
      throw error("internal");
    },
  });
  await click("about-licences");
  expect((await screen.findByTestId("error")).dataset.code).toBe("internal");
  await click("about-back");
  await screen.findByTestId("about-version");
});

test("every word has to be found", () => {
  expect(findPackages(licences.packages, "SERDE apache").map(({ name }) => name)).toEqual(["serde"]);
  expect(findPackages(licences.packages, "serde bsd")).toEqual([]);
  expect(findPackages(licences.packages, " ")).toHaveLength(4);
});
