/**
 * Whether a name begins with what somebody typed. Case does not matter, in whatever script; accents do. Both are as the contract
 * leaves them, in NFC.
 */
export function beginsWith(name: string, typed: string): boolean {
  return fold(name).startsWith(fold(typed));
}

/** Upper case first, so that ß and SS are one; and a sigma is a sigma, at the end of a word or not. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
