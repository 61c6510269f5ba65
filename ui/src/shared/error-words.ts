import type { ErrorCode } from "../bindings/ErrorCode";
import type { ErrorView } from "../bindings/ErrorView";
import type { ProviderProblem } from "../bindings/ProviderProblem";
import { text } from "./i18n/index.svelte";
import { lengthInWords } from "./time";

/** How the details are said that the core gives as bare numbers. */
const spoken: Partial<Record<ErrorCode, (detail: string) => string>> = {
  "clock-skew": (seconds) => lengthInWords(Number(seconds)),
};

const words = ({ code }: ErrorView) => text().errors[code] ?? text().errors.internal;

/** What happened, in a sentence that names what it is about. */
export function whatHappened(error: ErrorView): string {
  const { what, named } = words(error);
  if (named === undefined || error.detail === null) return what;
  return named(spoken[error.code]?.(error.detail) ?? error.detail);
}

/** What to do about it. */
export function whatToDo(error: ErrorView): string {
  if (error.advice) return text().advice[error.advice];
  return error.problem === null ? words(error).todo : problemInWords(error.problem, error.detail);
}

/** What cannot be right about a provider, and what to type instead. */
export function problemInWords(problem: ProviderProblem, detail: string | null): string {
  const words = text().problems[problem];
  return typeof words === "string" ? words : words(detail ?? "");
}

/** What it is about, where no sentence names it. */
export function unnamedDetail(error: ErrorView): string | null {
  const named = words(error).named ?? (error.problem && typeof text().problems[error.problem] === "function");
  return named ? null : error.detail;
}
