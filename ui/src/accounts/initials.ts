/** At most two letters for a name: of the first and the last word. */
export function initials(name: string): string {
  const words = name.split("@")[0]?.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toLocaleUpperCase() || "?";
}

/** A hue of the colour wheel (degrees) that stays the same for the same text. */
export function hue(of: string): number {
  let hash = 2166136261;
  for (const character of of) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return ((hash >>> 0) % 24) * 15;
}
