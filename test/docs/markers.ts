/** A generated part of a page stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`. */
function markersOf(name: string): { readonly start: string; readonly end: string } {
  return { start: `<!-- generated: ${name} -->`, end: `<!-- end: ${name} -->` };
}

/**
 * Puts new text between the markers of a block.
 *
 * @throws Error if the page does not have both markers, in this order
 */
export function replaceBlock(page: string, name: string, text: string): string {
  const { start, end } = markersOf(name);
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The page needs the lines "${start}" and "${end}"`);
  return `${page.slice(0, from + start.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

/** The names of all blocks of a page. */
export function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/<!-- generated: ([a-z-]+) -->/g)].map(([, name = '']) => name);
}
