/** Gives an element the focus as soon as it is there. */
export function focus(element: HTMLElement): void {
  element.focus();
}
