import type { Attachment } from "svelte/attachments";
import type { AccountKey } from "../bindings/AccountKey";
import type { AccountState } from "../bindings/AccountState";
import type { AccountView } from "../bindings/AccountView";
import type { PagePart } from "../bindings/PagePart";
import type { StatePart } from "../bindings/StatePart";
import type { StillPage } from "../bindings/StillPage";
import type { TimePart } from "../bindings/TimePart";
import type { TokenView } from "../bindings/TokenView";
import { ipc } from "../ipc";
import { inOrder, lifeOf, lifeChanges } from "../tokens/life";

/** How long nothing may happen before the page counts as still, in milliseconds. */
const STILL = 1000;
/** What a letter may reach beyond its box, in CSS pixels. */
const OVERHANG = 2;

/** What looks different under the pointer. */
const ANSWERING = ['[role="option"]', '[role="row"]', "button", "input", "select", "a"].map((what) => `${what}:hover`);
/** What nobody has touched has none of these. */
const TOUCHED_IN_LIST = [...ANSWERING, ":focus-visible", "[aria-expanded='true']"];
const TOUCHED = [...TOUCHED_IN_LIST, "[aria-busy='true']", "input:checked", "[data-passing]"];
/** After these something else is under the pointer or the keyboard. */
const MOVES = ["pointerleave", "focusout", "scroll"];

/** What the page is of. */
export interface Shown {
  /** The core's name for the list of accounts. */
  mark: string;
  /** How often the cache had been written. */
  generation: number | null;
  accounts: AccountView[];
  /** The account that is open beside it. */
  opened: AccountKey;
  /** The tokens that are beside it; none where the next start will show something else there. */
  tokens: TokenView[] | null;
}

let kept = { list: "", beside: "", generation: null as number | null };

/**
 * Has the core keep a picture of the page, or at least of its list, each time that nothing has happened for a while and nobody
 * is about to do anything in it: so the next start shows it before there is a page.
 */
export function keepPicture(shown: Shown | null): Attachment<HTMLElement> {
  return (list) => {
    if (shown === null) return;
    const ended = new AbortController();
    const { signal } = ended;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      if (!signal.aborted) timer = setTimeout(() => isListUntouched(list) && keep(look(list, shown), shown.generation), STILL);
    };
    const resized = new ResizeObserver(later);
    resized.observe(list);
    for (const event of MOVES) document.addEventListener(event, later, { capture: true, signal });
    later();
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      ended.abort();
    };
  };
}

/**
 * Nothing where there is such a picture: of the same list, and with the same beside it or with more than is known now. Only
 * where nobody has written the cache since, the next start can tell that before it has read it.
 */
function keep(still: StillPage, generation: number | null): void {
  const { beside, ...list } = still;
  const next = { list: JSON.stringify(list), beside: beside ? JSON.stringify(beside.tokens) : "", generation };
  const isBesideKept = next.beside === "" || (next.beside === kept.beside && generation === kept.generation);
  if (next.list === kept.list && isBesideKept) return;
  kept = next;
  void ipc.keepPagePicture(still).catch(() => undefined);
}

function isListUntouched(list: HTMLElement): boolean {
  const touched = list.querySelector(TOUCHED_IN_LIST.join());
  const covered = document.hidden || document.querySelector("dialog[open]") !== null;
  return touched === null && !covered && rows(list).scrollTop === 0;
}

function rows(list: HTMLElement): HTMLElement {
  return list.querySelector<HTMLElement>('[role="listbox"]') ?? list;
}

function look(list: HTMLElement, { mark, opened, accounts, tokens }: Shown): StillPage {
  const scroller = rows(list).getBoundingClientRect();
  const rowsInSight = [...list.querySelectorAll<HTMLElement>('[role="option"]')];
  const states = rowsInSight.flatMap((row) => stateIn(row, row, accounts, scroller));
  const beside = document.querySelector<HTMLElement>("[data-landing]");
  const row = list.querySelector<HTMLElement>('[role="option"][aria-current]');
  const isBeside = tokens !== null && row !== null && beside !== null && isUntouched(beside);
  return {
    mark,
    opened,
    list: partOf(list.getBoundingClientRect()),
    states,
    beside: isBeside ? { tokens, states: stateIn(beside, row, accounts), times: timesIn(beside, tokens) } : null,
  };
}

function isUntouched(beside: HTMLElement): boolean {
  const isMarked = getSelection()?.isCollapsed === false;
  return beside.scrollTop === 0 && !isMarked && document.querySelector(TOUCHED.join()) === null;
}

/** What the element says of the account in that row, where it is to be seen. */
function stateIn(element: HTMLElement, row: HTMLElement, accounts: AccountView[], frame = element.getBoundingClientRect()): StatePart[] {
  const words = element.querySelector<HTMLElement>("[data-state]");
  const part = words && within(words.getBoundingClientRect(), frame);
  const place = Number(row.getAttribute("aria-posinset")) - 1;
  if (!part) return [];
  const state = words.dataset.state as AccountState;
  const account = accounts[place];
  // What is about to be painted anew is old already.
  const until = account?.state === state ? endOf(account) : 0;
  return [{ place, state, until, part }];
}

/** When the account's state changes by itself, in Unix seconds. */
function endOf({ readyUntil }: AccountView): number | null {
  return readyUntil === null ? null : readyUntil + 1;
}

function timesIn(beside: HTMLElement, tokens: TokenView[]): TimePart[] {
  const frame = beside.getBoundingClientRect();
  const sorted = inOrder(tokens);
  return [...beside.querySelectorAll<HTMLElement>("[data-time-left]")].flatMap((cell, place) => {
    const part = within(cell.getBoundingClientRect(), frame);
    return part ? [{ until: saysUntil(cell, sorted[place]), part }] : [];
  });
}

/** Until when the cell says what it says of its token, in Unix seconds. */
function saysUntil(cell: HTMLElement, token: TokenView | undefined): number | null {
  const now = Math.floor(Date.now() / 1000);
  // What is about to be painted anew is old already.
  if (!token || cell.textContent !== lifeOf(token, now).words) return 0;
  return lifeChanges(token, now);
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
