import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import { explanation } from "../mock/explanations";
import { activity, storageDetails, tokens } from "../mock/things";
import App from "./app.svelte";
import type { AppView } from "./bindings/AppView";
import { Session } from "./session.svelte";

type Arguments = Record<string, unknown>;
export type Answers = Record<string, (given: Arguments) => unknown>;

/** The whole window over a core that answers as the test says. */
export interface TestWindow {
  view: AppView;
  session: Session;
  /** Every command that the window sent, in order. */
  calls: { command: string; given: Arguments }[];
  /** What one command was sent with, each time. */
  sent: (command: string) => Arguments[];
}

export async function openWindow(view: AppView, answers: Answers = {}): Promise<TestWindow> {
  const calls: TestWindow["calls"] = [];
  const all: Answers = { app_view: () => ({ ...view }), tokens: () => tokens(), storage_details: () => storageDetails(), activity: () => activity(), explain: () => explanation("dead"), ...answers };
  mockWindows("main");
  mockIPC(
    async (command, given) => {
      calls.push({ command, given: (given ?? {}) as Arguments });
      return (await all[command]?.((given ?? {}) as Arguments)) ?? null;
    },
    { shouldMockEvents: true },
  );
  const session = new Session();
  render(App, { session });
  await screen.findByTestId("storage-path");
  return { view, session, calls, sent: (command) => calls.filter((call) => call.command === command).map(({ given }) => given) };
}
