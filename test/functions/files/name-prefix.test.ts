import { describe, expect, it } from 'vitest';
import { hasPrefix } from '../../../functions/files/name-prefix.ts';

describe('a name matches a prefix in any case', () => {
  it.each([
    ['Contract.pdf', 'contr'],
    ['contract.pdf', 'CONTR'],
    ['contract.pdf', ''],
    ['Übersicht.pdf', 'über'],
    ['Straße.pdf', 'STRASSE'],
    ['ΟΔΟΣ.pdf', 'οδος'],
    ['οδοσ', 'ΟΔΟΣ'],
    ['ДОГОВОР.pdf', 'дого'],
    ['日本語.pdf', '日本'],
  ])('%s: %s', (name, typed) => {
    expect(hasPrefix(name, typed)).toBe(true);
  });

  it.each([
    ['contract.pdf', 'tract'],
    ['contract.pdf', 'contract.pdf2'],
    ['état.pdf', 'etat'],
    ['a*b.pdf', 'a.*'],
  ])('but %s does not match %s', (name, typed) => {
    expect(hasPrefix(name, typed)).toBe(false);
  });
});
