import type { Messages } from "./en";

/** The languages of the window, each by its own name. */
export const languages = { en: "English", "pt-BR": "Português (Brasil)", it: "Italiano" } as const;
export type Language = keyof typeof languages;
export type { Messages };

/** Each language is a file of its own, of which the window reads what it speaks. */
const files: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import("./en")).en,
  "pt-BR": async () => (await import("./pt-br")).ptBr,
  it: async () => (await import("./it")).it,
};

const read: Partial<Record<Language, Messages>> = {};
const chosen = $state<{ language: Language }>({ language: systemLanguage() });

/** The window's language that is nearest to the system's. */
export function systemLanguage(): Language {
  for (const tag of navigator.languages) {
    if (tag.startsWith("pt")) return "pt-BR";
    if (tag.startsWith("it")) return "it";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}

/** Reads the texts of a language, if nobody has yet. */
export async function readLanguage(language: Language): Promise<void> {
  read[language] ??= await files[language]();
}

/** Follows the person's choice, or the system where there is none. */
export async function setLanguage(choice: string | null): Promise<void> {
  const language = choice !== null && choice in languages ? (choice as Language) : systemLanguage();
  await readLanguage(language);
  chosen.language = language;
  document.documentElement.lang = language;
}

/** The texts in the language in use, which have been read before anything is shown. */
export function text(): Messages {
  return read[chosen.language]!;
}

export function language(): Language {
  return chosen.language;
}

/** The tag for dates and numbers: the system's own region where it speaks the language in use. */
export function locale(): string {
  const prefix = chosen.language.slice(0, 2);
  return navigator.languages.find((tag) => tag.startsWith(prefix)) ?? chosen.language;
}
