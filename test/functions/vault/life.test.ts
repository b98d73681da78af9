import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { FileChanges, FileRecord } from '#vault';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('only functions/vault updates records of files and operations', async () => {
  const writers = /\b(change|updateItem)(<\w+>)?\(|\bUpdate(Command\(|: \{)/;
  const sources = globSync('functions/**/*.ts', { cwd: root }).filter(
    (path) => !path.startsWith('functions/vault/'),
  );
  const offenders = [];
  for (const path of sources) {
    const source = await readFile(root + path, 'utf8');
    if (writers.test(source) && /vaultKeys\.(file|operation)\(/.test(source)) offenders.push(path);
  }
  expect(sources.length).toBeGreaterThan(100);
  expect(offenders).toEqual([]);
});

it('a change of a file that is no transition cannot name its status or fence', () => {
  const set: FileChanges['set'] = { name: 'a.pdf' };
  // @ts-expect-error The status belongs to the table of transitions.
  const status: FileChanges['set'] = { status: 'queued' satisfies FileRecord['status'] };
  // @ts-expect-error So does the fence.
  const fence: FileChanges['set'] = { fence: 1 };
  expect([set, status, fence]).toHaveLength(3);
});
