import { mount } from "svelte";
import App from "./app.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

async function start(): Promise<void> {
  // In a plain browser there is no core: the development server invents one.
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { inventCore } = await import("../mock/core");
    inventCore();
  }
  const target = document.getElementById("app");
  if (target) mount(App, { target });
}

void start();
