import { mount } from "svelte";
import { Session } from "./session.svelte";
import { readLanguage, systemLanguage } from "./shared/i18n/index.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

async function start(): Promise<void> {
  // In a plain browser there is no core: the development server invents one.
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { inventCore } = await import("../mock/core");
    inventCore();
  }
  const session = new Session();
  // The core answers while the pages are read, so that the first thing to be seen is the accounts.
  const [{ default: App }] = await Promise.all([
    import("./app.svelte"),
    readLanguage(systemLanguage()),
    session.refresh(),
  ]);
  const target = document.getElementById("app");
  if (target) mount(App, { target, props: { session } });
}

void start();
