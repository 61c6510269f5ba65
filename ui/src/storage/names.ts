import { locale, text } from "../shared/i18n/index.svelte";

/** "ada, bo and 3 others"; "nothing" where there are none. An account without a username is told by that. */
export function namesInWords(usernames: string[], most = 5): string {
  if (usernames.length === 0) return text().removal.nothing;
  const named = usernames.map((name) => name || text().transfer.nameless);
  const rest = named.length - most;
  const shown = rest > 1 ? [...named.slice(0, most), text().transfer.others(rest)] : named;
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(shown);
}
