/**
 * Whether a name begins with a search text. Ignores case in all scripts, but not accents.
 *
 * @param name - in NFC, as the contract normalizes it
 * @param typed - the search text, in NFC
 */
export function hasPrefix(name: string, typed: string): boolean {
  return fold(name).startsWith(fold(typed));
}

/** Upper case first, so that ß matches SS. A final sigma (ς) matches any other sigma. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
