import { en } from "./en";
import type { Language, Messages } from "./index.svelte";
import { it } from "./it";
import { ptBr } from "./pt-br";

/** Every language, for the tests; the window reads what it speaks. */
export const messages: Record<Language, Messages> = { en, "pt-BR": ptBr, it };
