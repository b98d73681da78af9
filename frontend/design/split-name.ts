/** How much of a name's end always stays to be seen: enough for the extension and what tells versions apart. */
const TAIL = 12;

/** A name in two pieces, so that the first may be cut short on a narrow screen and the last never is. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const characters = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment);
  if (characters.length <= TAIL * 2) return [name, ''];
  return [characters.slice(0, -TAIL).join(''), characters.slice(-TAIL).join('')];
}
