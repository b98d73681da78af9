import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { blocks } from './blocks.ts';
import { blocksOf, replaceBlock } from './markers.ts';
import { markdownPages } from './pages.ts';
import { resourcesOfType } from './template.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the generated parts of the documentation', () => {
  it.each(blocks.map((block) => [block.page, block.name, block] as const))(
    '%s: %s is as the code says; if not, run "npm run docs"',
    async (page, name, { render }) => {
      const text = await readFile(root + page, 'utf8');
      expect(text).toBe(replaceBlock(text, name, render()));
    },
  );

  it('are all in the list of blocks', async () => {
    const found = await Promise.all(
      markdownPages().map(async (page) =>
        blocksOf(await readFile(root + page, 'utf8')).map((name) => `${page} ${name}`),
      ),
    );
    expect(found.flat().toSorted()).toEqual(blocks.map(({ page, name }) => `${page} ${name}`).toSorted());
  });
});

describe('replaceBlock', () => {
  it('keeps everything around the markers', () => {
    const page = 'before\n<!-- generated: one -->\nold\n<!-- end: one -->\nafter\n';
    expect(replaceBlock(page, 'one', 'new')).toBe(
      'before\n<!-- generated: one -->\n\nnew\n\n<!-- end: one -->\nafter\n',
    );
  });

  it('refuses a page without the markers', () => {
    expect(() => replaceBlock('no markers', 'one', 'new')).toThrow('<!-- generated: one -->');
  });
});

describe('commands of the documentation', () => {
  const names = markdownPages().flatMap((page) =>
    [...readFileSync(root + page, 'utf8').matchAll(/\$\(name (\w+) (AWS::\w+::\w+)\)/g)].map(
      ([, prefix = '', type = '']) => [page, prefix, type] as const,
    ),
  );

  it.each(names)('%s: the stack has one resource %s of type %s', (_, prefix, type) => {
    const found = resourcesOfType(type).filter(([id]) => id.replace(/[0-9A-F]{8}$/, '') === prefix);
    expect(found).toHaveLength(1);
  });
});
