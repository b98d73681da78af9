import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of all pages of the documentation, from the root of the project. */
export function markdownPages(): readonly string[] {
  return globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], { cwd: root }).toSorted();
}
