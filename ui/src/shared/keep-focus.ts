/** Where the focus may land when what had it goes. */
const LANDING = "[data-landing]";
/** Within these a neighbour takes it over. */
const GROUP = "dialog, [data-group]";

/**
 * Keeps the focus from falling to the page when what had it is taken away or hidden: gives it to a neighbour in a
 * group of buttons, to the row of a list that the Tab key stops at, or to the place that it was in. Answers with
 * what ends it.
 */
export function keepFocus(root: HTMLElement): () => void {
  /** What has the focus, and everything around it from the inside out. */
  let trail: HTMLElement[] = [];

  function remember(event: FocusEvent) {
    trail = around(event.target as HTMLElement);
  }

  /** Whoever clicks beside everything lets go of the focus on purpose. */
  function letGo() {
    queueMicrotask(() => {
      if (isNowhere() && trail[0] && isThere(trail[0])) trail = [];
    });
  }

  function mend() {
    const [last, ...places] = trail;
    if (!last || isThere(last) || !(isNowhere() || document.activeElement === last)) return;
    for (const place of places.filter(isThere)) {
      const heir = heirIn(place);
      // A place is large: its beginning may be far from where the person is.
      heir?.focus({ preventScroll: heir.matches(LANDING) });
      if (heir && document.activeElement === heir) return;
    }
  }

  const observer = new MutationObserver(mend);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["class"] });
  root.addEventListener("focusin", remember);
  root.addEventListener("focusout", letGo);
  return () => {
    observer.disconnect();
    root.removeEventListener("focusin", remember);
    root.removeEventListener("focusout", letGo);
  };
}

function heirIn(place: HTMLElement): HTMLElement | undefined {
  if (place.matches(LANDING)) return place;
  const inside = (selector: string) => [...place.querySelectorAll<HTMLElement>(selector)].find(isThere);
  return (place.matches(GROUP) ? inside("button:not(:disabled)") : undefined) ?? inside(LANDING) ?? inside("[tabindex='0']");
}

function around(element: HTMLElement | null): HTMLElement[] {
  return element ? [element, ...around(element.parentElement)] : [];
}

function isThere(element: HTMLElement): boolean {
  return element.isConnected && (element.checkVisibility?.() ?? true);
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
