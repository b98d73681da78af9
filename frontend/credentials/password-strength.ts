/** The rule of the vault (NIST SP 800-63B asks for length, and for no rules about kinds of characters). */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

export type Strength = 'too-short' | 'too-long' | 'weak' | 'fair' | 'strong';

/**
 * How hard a password is to guess, roughly: what repeats, runs on (`abcd`, `4321`) or is known about the account
 * counts little. It is advice; the only rule is the length.
 *
 * @param known - what a guesser would try first: name and address
 */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < PASSWORD_LENGTH.least) return 'too-short';
  if (length > PASSWORD_LENGTH.most) return 'too-long';
  const bits = surprises(withoutKnown(text.toLowerCase(), known)) * Math.log2(alphabet(text));
  if (bits < 45) return 'weak';
  return bits < 70 ? 'fair' : 'strong';
}

function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .flatMap((item) => item.toLowerCase().split(/[\s@.]+/))
    .filter((word) => word.length >= 3)
    .reduce((rest, word) => rest.replaceAll(word, ''), text);
}

/** Characters that the ones before them do not foretell. */
function surprises(text: string): number {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = points.map((point, index) => point - (points[index - 1] ?? Number.NaN));
  const foretold = steps.filter((step, index) => Math.abs(step) <= 1 && step === (steps[index - 1] ?? step));
  const fresh = points.length - foretold.length;
  return Math.min(fresh, new Set(points).size * 2);
}

/** How many characters the guesser has to reckon with. */
function alphabet(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/ /, 1],
    [/[^a-zA-Z0-9 ]/, 32],
  ];
  return kinds.reduce((sum, [kind, size]) => (kind.test(text) ? sum + size : sum), 0);
}
