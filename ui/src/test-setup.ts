import { clearMocks } from "@tauri-apps/api/mocks";
import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { setLanguage } from "./shared/i18n/index.svelte";

// jsdom knows the element but not its modality.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};

beforeEach(() => {
  setLanguage("en");
});

afterEach(async () => {
  vi.useRealTimers();
  cleanup();
  // The window takes leave of the core's events before the core goes.
  await new Promise((done) => setTimeout(done));
  clearMocks();
});
