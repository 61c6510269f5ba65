import { expect, test } from "vitest";
import { en } from "./en";
import { messages } from "./all";
import { languages, type Language } from "./index.svelte";

const others: Language[] = ["pt-BR", "it"];
const sources = import.meta.glob(["../../**/*.{svelte,ts}", "!../../**/*.test.ts", "!./{en,it,pt-br}/**"], {
  query: "?raw",
  import: "default",
  eager: true,
}) as Record<string, string>;

/** Words that are the same in several languages. */
const SHARED = /^(–|Tessera|Token|Tokens?|ID|Provider|Tenant|Account|File|Microsoft Entra|\d+ \S+|passphrase|Esc|Del)$/i;

/** Every text of a language by its path; the ones with parameters are called with a sample. */
function texts(tree: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(here, value);
    else if (typeof value === "function") for (const n of [1, 2, 1000000]) found.set(`${here}(${n})`, String(value(n, n)));
    else for (const [inner, words] of texts(value as object, here)) found.set(inner, words);
  }
  return found;
}

test.each(Object.keys(languages) as Language[])("no text of %s is empty or carries a placeholder", (language) => {
  for (const [path, words] of texts(messages[language])) {
    expect(words.trim(), path).not.toBe("");
    expect(words, path).not.toMatch(/#|undefined|\{|\}|TODO/);
  }
});

test.each(others)("%s has the same texts as English, and none is left in English", (language) => {
  const english = texts(en);
  const own = texts(messages[language]);
  expect([...own.keys()]).toEqual([...english.keys()]);
  const same = [...english].filter(([path, words]) => own.get(path) === words && !SHARED.test(words));
  expect(same.map(([path]) => path)).toEqual([]);
});

test.each(Object.keys(languages) as Language[])("every error says what happened and what to do in %s", (language) => {
  const { errors } = messages[language];
  expect(Object.keys(errors)).toHaveLength(63);
  for (const [code, { what, todo, named }] of Object.entries(errors)) {
    expect(what, code).toMatch(/\.$/);
    expect(todo, code).toMatch(/\.$/);
    if (named) expect(named("python3 (4711)"), code).toContain("python3 (4711)");
  }
});

test.each(Object.keys(languages) as Language[])("every problem with a provider is one line that says what to do in %s", (language) => {
  const { problems } = messages[language];
  expect(Object.keys(problems)).toHaveLength(23);
  for (const [problem, words] of Object.entries(problems)) {
    const sentence = typeof words === "string" ? words : words("xn--example.com");
    expect(sentence, problem).toMatch(/^\p{Lu}.{30,140}\.$/u);
    if (typeof words !== "string") expect(sentence, problem).toContain("xn--example.com");
  }
});

test.each(Object.keys(languages) as Language[])("every advice is one or two lines that say what to do in %s", (language) => {
  const { advice } = messages[language];
  expect(Object.keys(advice)).toHaveLength(44);
  for (const [key, words] of Object.entries(advice)) expect(words, key).toMatch(/^\p{Lu}.{30,145}\.$/u);
});

test("plural forms follow each language's rules", () => {
  expect(en.removal.accessTokens(1)).toBe("1 access token");
  expect(en.removal.accessTokens(0)).toBe("0 access tokens");
  expect(messages["pt-BR"].removal.accessTokens(3)).toBe("3 tokens de acesso");
  expect(messages["pt-BR"].removal.accessTokens(1000)).toBe("1.000 tokens de acesso");
  expect(messages.it.time.days(1)).toBe("1 giorno");
});

test("no text is left over", () => {
  const all = Object.values(sources).join("\n");
  const used = (key: string) => new RegExp(`\\.${key}\\b|"${key}"`).test(all);
  const own = Object.entries(en).filter(([part]) => !["advice", "errors", "problems", "claims", "notices"].includes(part));
  const unused = own.flatMap(([part, tree]) => Object.keys(tree).filter((key) => !used(key)).map((key) => `${part}.${key}`));
  expect(unused).toEqual([]);
});
