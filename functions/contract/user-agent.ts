/** By what a browser's User-Agent header is told from those that imitate it: the first that is found counts. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrom', 'Chrome'],
  ['Safari', 'Safari'],
  ['curl', 'curl'],
] as const;

const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * The kind of program that signed in, in words of ours alone: nothing of what the header says is repeated, and a newer version is
 * the same kind.
 *
 * @returns `Firefox on Linux`, `curl`, or `Another program`
 */
export function describeUserAgent(userAgent: string | undefined): string {
  const find = (words: readonly (readonly [string, string])[]) =>
    words.find(([word]) => userAgent?.includes(word))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return system === undefined ? 'Another program' : `A program on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}
