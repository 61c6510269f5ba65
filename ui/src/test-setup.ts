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

// jsdom lays nothing out: a list is as high as all of its rows.
Object.defineProperty(HTMLElement.prototype, "offsetParent", {
  get(this: HTMLElement) {
    return this.parentElement;
  },
});
HTMLElement.prototype.scrollTo ??= () => undefined;
window.ResizeObserver = class implements ResizeObserver {
  constructor(private readonly told: ResizeObserverCallback) {}
  observe(target: Element) {
    const height = target.getAttribute("role") === "listbox" ? 1_000_000 : 50;
    const entry = { target, contentRect: { width: 300, height } } as unknown as ResizeObserverEntry;
    queueMicrotask(() => this.told([entry], this));
  }
  unobserve() {}
  disconnect() {}
};

beforeEach(async () => {
  await setLanguage("en");
});

afterEach(async () => {
  vi.useRealTimers();
  cleanup();
  // The window takes leave of the core's events before the core goes.
  await new Promise((done) => setTimeout(done));
  clearMocks();
});
