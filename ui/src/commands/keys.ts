import { text } from "../shared/i18n/index.svelte";

/** The key that goes with letters for commands: Command on a Mac, Control elsewhere. */
export const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/**
 * The keys of the whole window. "mod" is Control, or Command on a Mac; the last part is a key as the browser names it.
 * This table binds the keys and draws the sheet that lists them.
 */
export const windowKeys = {
  palette: ["mod+k"],
  shortcuts: ["?", "F1"],
  filter: ["/"],
  list: ["mod+l"],
  undo: ["mod+z"],
  addAccount: ["mod+n"],
  useAccount: ["mod+u"],
  getToken: ["mod+g"],
  whoAmI: ["mod+i"],
  explain: ["mod+e"],
  signInAgain: ["mod+r"],
  signOut: ["mod+Delete"],
  providers: ["mod+,"],
  storage: ["mod+."],
} as const;

export type WindowKey = keyof typeof windowKeys;

/** Whether the key that goes with letters is held. */
export function isMod(event: MouseEvent | KeyboardEvent): boolean {
  return MAC ? event.metaKey : event.ctrlKey;
}

/** Which entry of a table the keys that were pressed belong to. */
export function pressed<Id extends string>(table: Record<Id, readonly string[]>, event: KeyboardEvent): Id | undefined {
  const entries = Object.entries(table) as [Id, readonly string[]][];
  return entries.find(([, chords]) => chords.some((chord) => isChord(chord, event)))?.[0];
}

function isChord(chord: string, event: KeyboardEvent): boolean {
  const parts = chord.split("+");
  const key = parts.pop()!;
  const other = MAC ? event.ctrlKey : event.metaKey;
  // Shift is how some keyboards make a sign such as "?"; it counts where a letter or a named key goes with it.
  const shifted = /^\p{L}$/u.test(key) || key.length > 1 ? event.shiftKey === parts.includes("shift") : true;
  const same = event.key === key || (key.length === 1 && event.key.toLowerCase() === key);
  return same && shifted && isMod(event) === parts.includes("mod") && !other && !event.altKey;
}

/** The keys of a chord as a person reads them, such as Ctrl and K. */
export function keyNames(chord: string): string[] {
  const names: Record<string, string> = { mod: MAC ? "⌘" : "Ctrl", ...text().shortcuts.names, ArrowUp: "↑", ArrowDown: "↓" };
  return chord.split("+").map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** A chord as `aria-keyshortcuts` wants it. */
export function ariaKeys(chords: readonly string[]): string {
  const part = (key: string) => ({ mod: MAC ? "Meta" : "Control", " ": "Space" })[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return chords.map((chord) => chord.split("+").map(part).join("+")).join(" ");
}

/** Whether the place where a key was pressed has it to itself: a dialog has all, a field nearly all. */
export function isTaken(key: WindowKey, event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return true;
  const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select") !== null;
  return typing && key !== "palette" && event.key !== "F1";
}
