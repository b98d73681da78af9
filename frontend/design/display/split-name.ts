/** Characters at the end of a long name that stay visible: the extension, and what tells versions apart. */
const TAIL = 12;

/** A name in two pieces: a narrow screen can truncate the first, and always shows the last. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const characters = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment);
  const head = characters.length - Math.min(TAIL, Math.floor(characters.length / 2));
  return [characters.slice(0, head).join(''), characters.slice(head).join('')];
}
