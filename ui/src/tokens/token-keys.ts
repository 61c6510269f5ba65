/**
 * The keys of the table of tokens, in the way of the window's. This table binds the keys and draws the sheet that
 * lists them. Enter and Space are the buttons' and boxes' own.
 */
export const tokenKeys = {
  next: ["ArrowDown"],
  previous: ["ArrowUp"],
  first: ["Home"],
  last: ["End"],
  selectNext: ["shift+ArrowDown"],
  selectPrevious: ["shift+ArrowUp"],
  selectAll: ["mod+a"],
  unselect: ["Escape"],
  clear: ["Delete"],
} as const;

export type TokenKey = keyof typeof tokenKeys;
