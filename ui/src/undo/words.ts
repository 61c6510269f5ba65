import { countsInWords, isNothing } from "../accounts/removal";
import type { UndoneView } from "../bindings/UndoneView";
import type { UndoView } from "../bindings/UndoView";
import { text } from "../shared/i18n/index.svelte";

/** What a removal took, in a sentence or two. */
export function whatWent(undo: UndoView): string {
  const words = text().undo;
  const what = countsInWords(undo.goes);
  const who = undo.name ?? text().list.count(undo.accounts);
  const sentence = undo.signedOut ? words.signedOut(who, what) : words.cleared(who, what);
  return undo.browser ? `${sentence} ${words.browserStays}` : sentence;
}

/** What undoing it brought back; nothing where it was too late. */
export function whatCameBack(undone: UndoneView | null): string {
  const words = text().undo;
  if (undone === null) return words.tooLate;
  const sentence = words.back(countsInWords(undone.back));
  return isNothing(undone.left) ? sentence : `${sentence} ${words.left(countsInWords(undone.left))}`;
}
