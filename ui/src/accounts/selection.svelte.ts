import { SvelteSet } from "svelte/reactivity";

/** What is chosen of a list besides what is open, by IDs. */
export class Selection {
  readonly #chosen = new SvelteSet<string>();
  /** Where a choice of a whole stretch begins. */
  #anchor: string | null = null;

  has(id: string): boolean {
    return this.#chosen.has(id);
  }

  get isEmpty(): boolean {
    return this.#chosen.size === 0;
  }

  /** Chooses one, or no longer. */
  toggle(id: string): void {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#anchor = id;
  }

  /** Chooses all from the anchor to that one, in the order of the list; from `start` where nothing was chosen yet. */
  extend(id: string, order: string[], start: string | null = null): void {
    this.#anchor ??= start ?? id;
    const [from, to] = [order.indexOf(this.#anchor), order.indexOf(id)].sort((a, b) => a - b) as [number, number];
    if (from < 0) return this.toggle(id);
    for (const each of order.slice(from, to + 1)) this.#chosen.add(each);
  }

  /** Chooses all of these. */
  all(order: string[]): void {
    for (const each of order) this.#chosen.add(each);
  }

  clear(): void {
    this.#chosen.clear();
    this.#anchor = null;
  }

  /** Lets go of what is not in the list any more. */
  keep(order: string[]): void {
    if (this.isEmpty) return;
    const there = new Set(order);
    for (const each of this.#chosen) if (!there.has(each)) this.#chosen.delete(each);
  }
}
