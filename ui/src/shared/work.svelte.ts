import type { ErrorView } from "../bindings/ErrorView";
import { asError } from "../ipc";
import { Attempt, wasGivenUp } from "./attempt";

/** What a dialog was asked to do: it waits for it, shows why it failed, and closes when it is given up. */
export class Work {
  #attempt = $state.raw<Attempt | null>(null);
  error = $state.raw<ErrorView | null>(null);
  readonly #close: () => void;

  constructor(close: () => void) {
    this.#close = close;
  }

  get busy(): boolean {
    return this.#attempt !== null;
  }

  /** Does it, unless something is under way. What is done closes the dialog itself. */
  async run(action: (attempt: number) => Promise<void>): Promise<void> {
    if (this.busy) return;
    const { id } = (this.#attempt = new Attempt());
    this.error = null;
    try {
      await action(id);
    } catch (failure) {
      if (wasGivenUp(failure)) this.#close();
      else this.error = asError(failure);
    }
    this.#attempt = null;
  }

  /** Closes the dialog, or gives up what is under way; what is too far for that shows its end. */
  cancel = (): void => {
    if (this.#attempt === null) this.#close();
    else this.#attempt.giveUp();
  };
}
