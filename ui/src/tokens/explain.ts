import { text } from "../shared/i18n/index.svelte";

/** One sentence on a well-known claim or header parameter; none for the others. */
export function explain(claim: string): string | null {
  const claims: Record<string, string> = text().claims;
  return Object.hasOwn(claims, claim) ? (claims[claim] ?? null) : null;
}
