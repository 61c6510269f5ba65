/**
 * The keys of the list of accounts, in the way of the window's. This table binds the keys and draws the sheet that
 * lists them.
 */
export const listKeys = {
  next: ["ArrowDown"],
  previous: ["ArrowUp"],
  pageDown: ["PageDown"],
  pageUp: ["PageUp"],
  first: ["Home"],
  last: ["End"],
  open: ["Enter"],
  select: [" ", "mod+ "],
  selectNext: ["shift+ArrowDown"],
  selectPrevious: ["shift+ArrowUp"],
  selectAll: ["mod+a"],
  unselect: ["Escape"],
  signOut: ["Delete"],
} as const;

export type ListKey = keyof typeof listKeys;
