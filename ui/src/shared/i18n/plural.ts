/** The wordings of one message by plural category; `#` stands for the number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

interface Rules {
  category: Intl.PluralRules;
  numbers: Intl.NumberFormat;
}

/** Making them takes longer than most of what is done with them. */
const known = new Map<string, Rules>();

function rulesOf(language: string): Rules {
  let rules = known.get(language);
  if (rules === undefined) {
    rules = { category: new Intl.PluralRules(language), numbers: new Intl.NumberFormat(language) };
    known.set(language, rules);
  }
  return rules;
}

/** Makes the function that picks the wording for a number in one language. */
export function pluralIn(language: string): (count: number, forms: Forms) => string {
  return (count, forms) => {
    const { category, numbers } = rulesOf(language);
    return (forms[category.select(count)] ?? forms.other).replace("#", numbers.format(count));
  };
}
