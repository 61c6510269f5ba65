import { asError, ipc } from "../ipc";

let attempts = 0;

/** Something that a provider has to answer, and that the person may give up. */
export class Attempt {
  /** The core knows it by this. */
  readonly id = (attempts += 1);

  /** What is under way then fails, unless it was over already; see {@link wasGivenUp}. */
  giveUp(): void {
    void ipc.giveUp(this.id).catch(() => undefined);
  }
}

/** Whether something failed only because the person gave it up. */
export function wasGivenUp(failure: unknown): boolean {
  return asError(failure).code === "given-up";
}
