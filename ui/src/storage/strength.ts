export type Strength = "too-short" | "weak" | "fair" | "strong";

/** A rough hint on a new passphrase: its length counts, repetitions and runs do not. */
export function strengthOf(passphrase: string, shortest: number): Strength {
  const characters = [...passphrase];
  if (characters.length < shortest) return "too-short";
  const surprising = characters.filter((character, index) => !follows(characters[index - 1], character));
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u, /\s/].filter((kind) => kind.test(passphrase));
  const score = Math.min(surprising.length, new Set(surprising).size * 2.5) + kinds.length * 2;
  if (score < 14) return "weak";
  return score < 24 ? "fair" : "strong";
}

/** Whether a character is the one before it again, or its neighbour in the alphabet. */
function follows(before: string | undefined, character: string): boolean {
  if (before === undefined) return false;
  return Math.abs((character.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)) <= 1;
}
