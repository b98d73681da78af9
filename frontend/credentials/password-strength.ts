/** The rule of the vault (NIST SP 800-63B requires length, and advises against rules about kinds of characters). */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

export type Strength = 'too-short' | 'too-long' | 'weak' | 'fair' | 'strong';

/**
 * Estimates how hard a password is to guess. Repetitions, sequences (`abcd`, `4321`) and what is known about the
 * account count little. This is advice; the only rule is the length.
 *
 * @param known - what a guesser would try first: name and address
 */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < PASSWORD_LENGTH.least) return 'too-short';
  if (length > PASSWORD_LENGTH.most) return 'too-long';
  const bits = unpredictable(withoutKnown(text.toLowerCase(), known)) * Math.log2(alphabet(text));
  if (bits < 45) return 'weak';
  return bits < 70 ? 'fair' : 'strong';
}

function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .flatMap((item) => item.toLowerCase().split(/[\s@.]+/))
    .filter((word) => word.length >= 3)
    .reduce((rest, word) => rest.replaceAll(word, ''), text);
}

/** Characters that cannot be predicted from the ones before them. */
function unpredictable(text: string): number {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = points.map((point, index) => point - (points[index - 1] ?? Number.NaN));
  const predicted = steps.filter((step, index) => Math.abs(step) <= 1 && step === (steps[index - 1] ?? step));
  const fresh = points.length - predicted.length;
  return Math.min(fresh, new Set(points).size * 2);
}

/** How many different characters a guesser has to consider. */
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
