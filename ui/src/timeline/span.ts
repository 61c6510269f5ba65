import type { TokenView } from "../bindings/TokenView";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The least that is shown on each side of now. */
const LEAST = 30 * MINUTE;
/** The most: beside longer lives the usual hour would be too short to see. */
const MOST = 30 * HOUR;
/** Distances between the marks of the axis. */
const STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];
const MOST_MARKS = 6;

/** The part of time that is shown, in Unix seconds. */
export interface Span {
  from: number;
  to: number;
}

/** The part of time in which the tokens live, with now in it. */
export function spanOf(tokens: TokenView[], now: number): Span {
  const ends = tokens.flatMap((token) => [token.expiresOn, token.extendedExpiresOn]).filter((end) => end !== null);
  const begins = tokens.map(({ cachedAt }) => cachedAt).filter((begin) => begin !== null);
  const within = (seconds: number) => Math.min(Math.max(seconds * 1.05, LEAST), MOST);
  const ahead = within(Math.max(0, ...ends.map((end) => end - now)));
  // What is over takes no more room than what is to come, but for a few hours.
  const back = Math.min(within(Math.max(0, ...begins.map((begin) => now - begin))), Math.max(ahead, 4 * HOUR));
  // Whole minutes, so that the axis does not creep each second.
  return { from: Math.floor((now - back) / MINUTE) * MINUTE, to: Math.ceil((now + ahead) / MINUTE) * MINUTE };
}

/** Where a moment lies, in percent of the span; outside of it, the nearer edge. */
export function placeOf(moment: number, { from, to }: Span): number {
  return Math.min(100, Math.max(0, ((moment - from) / (to - from)) * 100));
}

/** The moments that the axis marks: round ones of the person's own clock. */
export function marksOf({ from, to }: Span): number[] {
  const step = STEPS.find((seconds) => (to - from) / seconds <= MOST_MARKS) ?? DAY;
  const zone = new Date(from * 1000).getTimezoneOffset() * MINUTE;
  const marks: number[] = [];
  for (let mark = Math.ceil((from - zone) / step) * step + zone; mark <= to; mark += step) marks.push(mark);
  return marks;
}
