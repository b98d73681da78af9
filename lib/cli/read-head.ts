/**
 * The signed head in a text: alone, or within the mail that carried it.
 *
 * @throws SyntaxError where there is none, or more than one
 */
export function readHead(text: string): string {
  const [head, ...more] = text.match(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  if (head === undefined) throw new SyntaxError('There is no signed head in the text.');
  if (more.length > 0)
    throw new SyntaxError('There is more than one signed head in the text: give one of them.');
  return head;
}
