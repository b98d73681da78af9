import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { blocks } from './blocks.ts';
import { replaceBlock } from './markers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

for (const page of new Set(blocks.map((block) => block.page))) {
  const before = await readFile(root + page, 'utf8');
  const after = blocks
    .filter((block) => block.page === page)
    .reduce((text, { name, render }) => replaceBlock(text, name, render()), before);
  if (after === before) continue;
  await writeFile(root + page, after);
  console.log(`${page} is updated`);
}
