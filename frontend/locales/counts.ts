/** The plural forms of a phrase; `#` is replaced by the number. A language provides the forms that its rules need. */
type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/**
 * Numbers and plurals of one language, for its catalogue.
 *
 * @param tag - BCP 47, such as `en-GB`
 */
export function countsIn(tag: string): {
  readonly number: (value: number) => string;
  readonly plural: (count: number, forms: PluralForms) => string;
} {
  const numbers = new Intl.NumberFormat(tag);
  const rules = new Intl.PluralRules(tag);
  return {
    number: (value) => numbers.format(value),
    plural: (count, forms) =>
      (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count)),
  };
}
