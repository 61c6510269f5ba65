import { en, type Messages } from "./en";
import { it } from "./it";
import { ptBr } from "./pt-br";

/** The languages of the window, each by its own name. */
export const languages = { en: "English", "pt-BR": "Português (Brasil)", it: "Italiano" } as const;
export type Language = keyof typeof languages;
export type { Messages };

export const messages: Record<Language, Messages> = { en, "pt-BR": ptBr, it };

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

/** Follows the person's choice, or the system where there is none. */
export function setLanguage(choice: string | null): void {
  chosen.language = choice !== null && choice in messages ? (choice as Language) : systemLanguage();
  document.documentElement.lang = chosen.language;
}

/** The texts in the language in use. */
export function text(): Messages {
  return messages[chosen.language];
}

export function language(): Language {
  return chosen.language;
}

/** The tag for dates and numbers: the system's own region where it speaks the language in use. */
export function locale(): string {
  const prefix = chosen.language.slice(0, 2);
  return navigator.languages.find((tag) => tag.startsWith(prefix)) ?? chosen.language;
}
