/** How many letters may be wrong for a name to be taken for a slip of another: a third of it. */
const SLIP = 1 / 3;

/**
 * The name that somebody has probably meant, upper and lower case set aside.
 *
 * @returns undefined where none is near
 */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, name.length * SLIP))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** How many letters have to be put in, taken out or replaced (Levenshtein), row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [at, other] of [...to].entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
