import type { InputFile } from './read-input-file.ts';

/**
 * Finds the signed history head in a file. The file contains the head alone, or an email with the head in its text.
 *
 * @returns a JWS in compact form
 * @throws Error with the path, if the file contains no head or more than one
 */
export function readHead({ path, text }: InputFile): string {
  const [head, ...more] = text.match(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  if (head === undefined) throw new Error(`${path} contains no signed head`);
  if (more.length > 0)
    throw new Error(`${path} contains more than one signed head. Use a file with only one.`);
  return head;
}
