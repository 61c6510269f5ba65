import { plain } from "../accounts/filter";
import type { Command } from "./commands";

/** The commands that a query finds, the best first; without a query, those that were used last. */
export function rank(commands: Command[], query: string, recent: string[]): Command[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const age = (command: Command) => {
    const at = recent.indexOf(command.id);
    return at < 0 ? recent.length : at;
  };
  const found = commands.filter(({ hidden }) => !hidden).flatMap((command) => {
    const score = scoreOf(command, words);
    return score === null ? [] : [{ command, score }];
  });
  found.sort((one, other) => other.score - one.score || age(one.command) - age(other.command));
  return found.map(({ command }) => command);
}

/** How well all words fit; null where one does not. */
function scoreOf({ label, detail }: Command, words: string[]): number | null {
  const [name, rest] = [plain(label), plain(detail)];
  let sum = 0;
  for (const word of words) {
    const score = Math.max(2 * within(name, word), within(rest, word), isSubsequence(word, name) ? 1 : 0);
    if (score === 0) return null;
    sum += score;
  }
  return sum;
}

/** 4 at the beginning, 3 at that of a word, 2 in the middle of one, 0 nowhere. */
function within(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at <= 0) return at === 0 ? 4 : 0;
  return text.split(/[^\p{L}\p{N}]+/u).some((each) => each.startsWith(word)) ? 3 : 2;
}

/** Whether the letters occur in their order, beginning with the first of a word, so that "gtok" finds "Get a token". */
function isSubsequence(word: string, text: string): boolean {
  const begins = text.split(/[^\p{L}\p{N}]+/u).some((each) => each !== "" && each.startsWith(word[0]!));
  if (!begins || word.length < 2) return false;
  let at = -1;
  return [...word].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}
