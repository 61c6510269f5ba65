import type { Attachment } from "svelte/attachments";
import type { AccountKey } from "../bindings/AccountKey";
import type { AccountState } from "../bindings/AccountState";
import type { PagePart } from "../bindings/PagePart";
import type { StatePart } from "../bindings/StatePart";
import type { StillList } from "../bindings/StillList";
import { ipc } from "../ipc";

/** How long nothing may happen before the list counts as still, in milliseconds. */
const STILL = 1000;
/** What a letter may reach beyond its box, in CSS pixels. */
const OVERHANG = 2;

/** What looks different under the pointer. */
const ANSWERING = ['[role="option"]', "button", "input"];

/** What the list is of, by the core's name for that, and the account that is open beside it. */
export interface Listed {
  mark: string;
  opened: AccountKey;
}

let kept = { mark: "", still: "" };

/**
 * Has the core keep a picture of the list each time that it has been still for a while and nobody is about to do anything in
 * it: so the next start shows it before there is a page.
 */
export function keepPicture(listed: Listed | null): Attachment<HTMLElement> {
  return (list) => {
    if (listed === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => isUntouched(list) && keep(look(list, listed)), STILL);
    };
    const resized = new ResizeObserver(later);
    resized.observe(list);
    for (const event of ["pointerleave", "focusout", "scroll"]) list.addEventListener(event, later, true);
    later();
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      for (const event of ["pointerleave", "focusout", "scroll"]) list.removeEventListener(event, later, true);
    };
  };
}

function keep(still: StillList): void {
  const text = JSON.stringify(still);
  if (still.mark === kept.mark && text === kept.still) return;
  kept = { mark: still.mark, still: text };
  void ipc.keepListPicture(still).catch(() => undefined);
}

function isUntouched(list: HTMLElement): boolean {
  const touched = list.querySelector(`${ANSWERING.map((what) => `${what}:hover`)}, :focus-visible, [aria-expanded='true']`);
  const covered = document.hidden || document.querySelector("dialog[open]") !== null;
  return touched === null && !covered && rows(list).scrollTop === 0;
}

function rows(list: HTMLElement): HTMLElement {
  return list.querySelector<HTMLElement>('[role="listbox"]') ?? list;
}

function look(list: HTMLElement, { mark, opened }: Listed): StillList {
  const scroller = rows(list).getBoundingClientRect();
  const states = [...list.querySelectorAll<HTMLElement>('[role="option"]')].flatMap((row): StatePart[] => {
    const words = row.querySelector<HTMLElement>("[data-state]");
    const part = words && within(words.getBoundingClientRect(), scroller);
    const place = Number(row.getAttribute("aria-posinset")) - 1;
    return part ? [{ place, state: words.dataset.state as AccountState, part }] : [];
  });
  return { mark, opened, list: partOf(list.getBoundingClientRect()), states };
}

/** What of the box is to be seen; nothing where it is not. */
function within(box: DOMRect, frame: DOMRect): PagePart | null {
  const left = Math.max(box.left - OVERHANG, frame.left);
  const top = Math.max(box.top, frame.top);
  const right = Math.min(box.right + OVERHANG, frame.right);
  const bottom = Math.min(box.bottom, frame.bottom);
  return left < right && top < bottom ? partOf(new DOMRect(left, top, right - left, bottom - top)) : null;
}

function partOf({ left, top, width, height }: DOMRect): PagePart {
  return { left: left / innerWidth, top: top / innerHeight, width: width / innerWidth, height: height / innerHeight };
}
