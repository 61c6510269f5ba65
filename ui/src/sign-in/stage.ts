import type { SignInStage } from "../bindings/SignInStage";
import type { SignInView } from "../bindings/SignInView";
import { text } from "../shared/i18n/index.svelte";

/** Whether it goes on, so that it can be cancelled. */
export function waits(stage: SignInStage): boolean {
  return !["done", "cancelled", "failed"].includes(stage);
}

/** How far a sign-in is, in a few words. */
export function headingOf({ stage, way }: SignInView): string {
  const words = text().signIn;
  const headings: Record<SignInStage, string> = {
    discovering: way === "device-code" ? words.codeDiscovering : words.discovering,
    "waiting-for-browser": words.waiting,
    "waiting-for-device": words.codeWaiting,
    exchanging: way === "device-code" ? words.codeExchanging : words.exchanging,
    done: words.done,
    cancelled: words.cancelled,
    failed: words.failed,
  };
  return headings[stage];
}
