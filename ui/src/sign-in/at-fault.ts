import type { ErrorCode } from "../bindings/ErrorCode";

const CODES: ErrorCode[] = [
  "discovery-failed",
  "provider-invalid",
  "unknown-application",
  "provider-refused",
  "provider-answer-invalid",
];

/** Whether correcting the provider's settings may help. */
export function providerAtFault(code: ErrorCode): boolean {
  return CODES.includes(code);
}
