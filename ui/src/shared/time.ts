import { locale, text } from "./i18n/index.svelte";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** In seconds. */
export const DAY = 24 * HOUR;

/** A span in its largest unit, such as "48 min"; `seconds` may be 0 but not negative. */
export function spanInWords(seconds: number): string {
  const words = text().time;
  const number = (n: number) => new Intl.NumberFormat(locale()).format(n);
  if (seconds < MINUTE) return words.seconds(number(seconds));
  if (seconds < HOUR) return words.minutes(number(Math.floor(seconds / MINUTE)));
  if (seconds < DAY) return words.hours(number(Math.floor(seconds / HOUR)));
  return words.days(Math.floor(seconds / DAY));
}

/** A span as a sentence names it, rounded to the unit that fits, such as "7 minutes". */
export function lengthInWords(seconds: number): string {
  const [unit, size] =
    seconds < 2 * MINUTE ? (["second", 1] as const)
    : seconds < 2 * HOUR ? (["minute", MINUTE] as const)
    : seconds < 2 * DAY ? (["hour", HOUR] as const)
    : (["day", DAY] as const);
  const words = new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" });
  return words.format(Math.round(seconds / size));
}

/** A span that runs out, with the minutes beside the hours, such as "1 h 12 min". */
export function timeLeft(seconds: number): string {
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (seconds < HOUR || seconds >= DAY || minutes === 0) return spanInWords(seconds);
  return `${spanInWords(seconds)} ${spanInWords(minutes * MINUTE)}`;
}

/** A span as a clock shows it, such as "4:07". */
export function countdown(seconds: number): string {
  const left = Math.max(0, seconds);
  return `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`;
}

/** A moment with its date and time, in the person's own way of writing. */
export function moment(unixSeconds: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(unixSeconds * 1000),
  );
}

/** The time of day of a moment. */
export function timeOfDay(unixSeconds: number): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "short" }).format(new Date(unixSeconds * 1000));
}

/** How long ago a moment was, such as "3 minutes ago"; one that is yet to come is now. */
export function agoInWords(unixSeconds: number, now: number): string {
  const seconds = Math.max(0, now - unixSeconds);
  const [unit, size] =
    seconds < MINUTE ? (["second", MINUTE] as const)
    : seconds < HOUR ? (["minute", MINUTE] as const)
    : seconds < DAY ? (["hour", HOUR] as const)
    : (["day", DAY] as const);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  return words.format(-Math.floor(seconds / size), unit);
}
