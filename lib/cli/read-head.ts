import type { Given } from './read-given.ts';

/**
 * The signed head in a file: alone, or within the mail that carried it.
 *
 * @throws Error that names the file, where there is none, or more than one
 */
export function readHead({ path, text }: Given): string {
  const [head, ...more] = text.match(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  if (head === undefined) throw new Error(`${path}: there is no signed head in it`);
  if (more.length > 0) throw new Error(`${path}: there is more than one signed head in it, give one of them`);
  return head;
}
