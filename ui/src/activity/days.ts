import { plain } from "../accounts/filter";
import type { ActivityEntryView } from "../bindings/ActivityEntryView";
import { language, locale } from "../shared/i18n/index.svelte";
import { everythingOf } from "./words";

/** What happened on one day. */
export interface Day {
  /** The moment that the day begins at, in milliseconds. */
  begins: number;
  entries: ActivityEntryView[];
}

function beginOf(unixSeconds: number): number {
  return new Date(unixSeconds * 1000).setHours(0, 0, 0, 0);
}

/** The entries day by day, in their order. */
export function byDay(entries: ActivityEntryView[]): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const begins = beginOf(entry.time);
    const last = days.at(-1);
    if (last?.begins === begins) last.entries.push(entry);
    else days.push({ begins, entries: [entry] });
  }
  return days;
}

/** The day in words: "Today", "Yesterday", else its date. */
export function dayInWords(begins: number, now: number): string {
  const days = Math.round((beginOf(now) - begins) / 86_400_000);
  if (days !== 0 && days !== 1) return new Intl.DateTimeFormat(locale(), { dateStyle: "full" }).format(begins);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-days, "day");
  return words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);
}

/** What each can be found by, in the language that it was put together in. */
const known = new WeakMap<ActivityEntryView, { language: string; words: string }>();

function wordsOf(entry: ActivityEntryView): string {
  const before = known.get(entry);
  if (before?.language === language()) return before.words;
  const words = plain(everythingOf(entry));
  known.set(entry, { language: language(), words });
  return words;
}

/** Those in which every word of the query occurs. */
export function findEntries(entries: ActivityEntryView[], query: string): ActivityEntryView[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const everything = wordsOf(entry);
    return words.every((word) => everything.includes(word));
  });
}
