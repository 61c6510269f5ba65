import type { ErrorCode } from "../../bindings/ErrorCode";

/** What is said about one error. */
export interface ErrorText {
  /** What happened. */
  what: string;
  /** What happened, where the error names something that belongs in the sentence; see `whatHappened`. */
  named?: (detail: string) => string;
  /** What to do about it. */
  todo: string;
}

export type ErrorTexts = Record<ErrorCode, ErrorText>;
