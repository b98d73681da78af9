/** How much of a long name's end always stays to be seen: the extension, and what tells versions apart. */
const TAIL = 12;

/** A name in two pieces, so that the first may be cut short on a narrow screen and the last never is. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const characters = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment);
  const head = characters.length - Math.min(TAIL, Math.floor(characters.length / 2));
  return [characters.slice(0, head).join(''), characters.slice(head).join('')];
}
