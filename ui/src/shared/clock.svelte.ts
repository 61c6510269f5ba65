import { createSubscriber } from "svelte/reactivity";

const follow = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** The time in Unix seconds; whatever shows it is drawn again each second. */
export function now(): number {
  follow();
  return Math.floor(Date.now() / 1000);
}
