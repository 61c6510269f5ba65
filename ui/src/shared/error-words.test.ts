import { expect, test } from "vitest";
import { error } from "../../mock/things";
import { unnamedDetail, whatHappened, whatToDo } from "./error-words";
import { setLanguage } from "./i18n/index.svelte";

const skewed = (seconds: number) => error("clock-skew", { detail: String(seconds) });

test.each([
  ["en", 400, "The times in the token are 7 minutes away from this computer's clock."],
  ["en", 90, "The times in the token are 90 seconds away from this computer's clock."],
  ["en", 7200, "The times in the token are 2 hours away from this computer's clock."],
  ["en", 31_536_000, "The times in the token are 365 days away from this computer's clock."],
  ["pt-BR", 400, "Os horários do token diferem do relógio deste computador em 7 minutos."],
  ["pt-BR", 61, "Os horários do token diferem do relógio deste computador em 61 segundos."],
  ["it", 400, "Gli orari nel token differiscono di 7 minuti dall'orologio di questo computer."],
  ["it", 1, "Gli orari nel token differiscono di 1 secondo dall'orologio di questo computer."],
])("a wrong clock is said with its unit (%s, %i s)", async (language, seconds, sentence) => {
  await setLanguage(language);
  expect(whatHappened(skewed(seconds))).toBe(sentence);
  expect(unnamedDetail(skewed(seconds))).toBeNull();
});

test.each([
  ["en", "connect it as another provider."],
  ["pt-BR", "conecte-o como outro provedor."],
  ["it", "collegalo come un altro provider."],
])("what to type instead is said in %s", async (language, end) => {
  await setLanguage(language);
  const problem = error("provider-invalid", { problem: "not-an-entra-host", detail: "id.example" });
  expect(whatToDo(problem).endsWith(end)).toBe(true);
  expect(unnamedDetail(problem)).toBe("id.example");
});

test("what a problem is about is said once, in its sentence", async () => {
  await setLanguage("en");
  const problem = error("provider-invalid", { problem: "host-not-ascii", detail: "xn--lgin-5qa.example" });
  expect(whatToDo(problem)).toContain("It is really xn--lgin-5qa.example");
  expect(unnamedDetail(problem)).toBeNull();
});

test("an error of a code that the window does not know is still told", () => {
  const unknown = error("brand-new" as "internal");
  expect(whatHappened(unknown)).toBe("Something went wrong in Tessera itself.");
  expect(whatToDo(unknown)).toContain("report it");
});

test.each([
  ["en", "Your organization wants a second factor here: sign in again and confirm it."],
  ["pt-BR", "Sua organização exige um segundo fator aqui: entre de novo e confirme-o."],
  ["it", "La tua organizzazione richiede qui un secondo fattore: accedi di nuovo e confermalo."],
])("what a provider's code means is said in %s", async (language, sentence) => {
  await setLanguage(language);
  const refused = error("provider-refused", { providerCode: "AADSTS50076", advice: "second-factor" });
  expect(whatToDo(refused)).toBe(sentence);
});
