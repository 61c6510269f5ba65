/** Scrolls an element into sight that has come below or above what is seen, and no further than needed. */
export function inSight(element: HTMLElement): void {
  element.scrollIntoView?.({ block: "nearest" });
}
