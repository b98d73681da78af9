import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#aws';
import { createRestoreGuard, markedKeys, markedVault, writeMarker } from '#vault';
import type { ReplayerDependencies } from '../../../functions/tombstone-replayer/dependencies.ts';
import { replayTombstones } from '../../../functions/tombstone-replayer/replay-tombstones.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

/** More than two invocations handle if neither has time for a second page. */
const DELETED = 220;
const PROGRESS = { pk: 'TABLE', sk: 'REPLAY' };
const NO_TIME = () => 0;
const ENOUGH = () => 900_000;

let vault: IdleVault;
let replayer: ReplayerDependencies;
beforeAll(async () => {
  vault = await openIdleVault();
  const marked = [markedVault(vault.table.name), markedKeys(vault.keysTable)];
  replayer = { ...vault, marked };
  const now = vault.now();
  const tombstones = Array.from({ length: DELETED }, () => {
    const [owner, file] = [newId(now), newId(now)];
    return { pk: `OWNER#${owner}`, sk: `FILE#${file}`, owner, file, shreddedAt: now.toISOString() };
  });
  await Promise.all(tombstones.map((tombstone) => put(vault.tombstones.name, tombstone)));
});
afterAll(() => vault?.[Symbol.asyncDispose]());

async function put(TableName: string, Item: Record<string, unknown>): Promise<void> {
  await vault.table.client.send(new PutCommand({ TableName, Item }));
}

async function scan(TableName: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await vault.table.client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}

/** Restores the tables as from a backup: every deleted file has its key again, and the markers name other tables. */
async function restoreTables(): Promise<void> {
  const tombstones = await scan(vault.tombstones.name);
  await Promise.all(tombstones.map(({ file }) => put(vault.keysTable, { pk: file })));
  for (const one of replayer.marked) await writeMarker(vault.table.client, one, 'the table before');
}

const keysLeft = async () => (await scan(vault.keysTable)).filter(({ pk }) => pk !== 'TABLE').length;
/** Resolves if functions may serve from the tables. */
const serve = () =>
  createRestoreGuard(
    vault.table.client,
    replayer.marked.map((one) => ({ ...one, marks: false })),
    vault.now,
  )();

describe('a replay that runs out of time', { timeout: 120_000 }, () => {
  it('continues where it stopped; the tables serve only after the last tombstone', async () => {
    await restoreTables();
    const turns = [];
    do {
      await expect(serve()).rejects.toMatchObject({ code: 'restore_pending' });
      turns.push(await replayTombstones(replayer, NO_TIME));
    } while (turns.at(-1)?.status === 'more' && turns.length < 10);

    expect(turns.map(({ status }) => status)).toEqual(['more', 'more', 'done']);
    expect(turns.reduce((sum, { tombstones }) => sum + tombstones, 0)).toBe(DELETED);
    expect(turns.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(DELETED);
    expect(await keysLeft()).toBe(0);
    await serve();
    expect(await replayTombstones(replayer, ENOUGH)).toMatchObject({ status: 'nothing-to-do' });
  });

  it('starts again if the tables are restored in the meantime', async () => {
    await restoreTables();
    expect(await replayTombstones(replayer, NO_TIME)).toMatchObject({ status: 'more' });
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.table.name, Key: PROGRESS }),
    );
    await restoreTables();
    await put(vault.table.name, { ...Item, tableIds: ['one older table', 'another older table'] });
    expect(await replayTombstones(replayer, ENOUGH)).toEqual({
      status: 'done',
      tombstones: DELETED,
      deleted: DELETED,
    });
    expect(await keysLeft()).toBe(0);
  });

  it('can run twice at the same time', async () => {
    await restoreTables();
    await Promise.all([replayTombstones(replayer, ENOUGH), replayTombstones(replayer, ENOUGH)]).catch(
      // One of them may lose a transaction to the other. The operator then invokes it again.
      () => replayTombstones(replayer, ENOUGH),
    );
    expect(await keysLeft()).toBe(0);
    await serve();
  });
});
