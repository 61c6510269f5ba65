/** The key that goes with letters for commands: Command on a Mac, Control elsewhere. */
export const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/**
 * The keys of the whole window. "mod" is Control, or Command on a Mac; the last part is a key as the browser names it.
 * This table binds the keys and draws the sheet that lists them.
 */
export const windowKeys = {
  undo: ["mod+z"],
  filter: ["/"],
} as const;

export type WindowKey = keyof typeof windowKeys;

/** Which entry of a table the keys that were pressed belong to. */
export function pressed<Id extends string>(table: Record<Id, readonly string[]>, event: KeyboardEvent): Id | undefined {
  const entries = Object.entries(table) as [Id, readonly string[]][];
  return entries.find(([, chords]) => chords.some((chord) => isChord(chord, event)))?.[0];
}

function isChord(chord: string, event: KeyboardEvent): boolean {
  const parts = chord.split("+");
  const key = parts.pop()!;
  const mod = MAC ? event.metaKey : event.ctrlKey;
  const other = MAC ? event.ctrlKey : event.metaKey;
  // Shift is how some keyboards make a sign such as "?"; it counts where a letter or a named key goes with it.
  const shifted = /^\p{L}$/u.test(key) || key.length > 1 ? event.shiftKey === parts.includes("shift") : true;
  const same = event.key === key || (key.length === 1 && event.key.toLowerCase() === key);
  return same && shifted && mod === parts.includes("mod") && !other && !event.altKey;
}

/** Whether the person is in the middle of something that has the keys to itself. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
}
