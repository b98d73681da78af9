import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#aws';
import { createRestoreGuard, markedKeys, markedVault, writeMarker } from '#vault';
import type { ReplayerDependencies } from '../../../functions/tombstone-replayer/dependencies.ts';
import { replayTombstones } from '../../../functions/tombstone-replayer/replay-tombstones.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

/** More than two invocations take that have no time for another page. */
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
  for (let index = 0; index < DELETED; index += 1) {
    const [owner, file] = [newId(now), newId(now)];
    const tombstone = {
      pk: `OWNER#${owner}`,
      sk: `FILE#${file}`,
      owner,
      file,
      shreddedAt: now.toISOString(),
    };
    await put(vault.tombstones.name, tombstone);
  }
});
afterAll(() => vault?.[Symbol.asyncDispose]());

async function put(TableName: string, Item: Record<string, unknown>): Promise<void> {
  await vault.table.client.send(new PutCommand({ TableName, Item }));
}

async function scan(TableName: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await vault.table.client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}

/** The tables as a backup brings them back: every deleted file has its key again, and the markers are another table's. */
async function restoreTables(): Promise<void> {
  for (const { file } of await scan(vault.tombstones.name)) await put(vault.keysTable, { pk: file });
  for (const one of replayer.marked) await writeMarker(vault.table.client, one, 'the table before');
}

const keysLeft = async () => (await scan(vault.keysTable)).filter(({ pk }) => pk !== 'TABLE').length;
/** Whether functions serve from the tables. */
const serve = () =>
  createRestoreGuard(
    vault.table.client,
    replayer.marked.map((one) => ({ ...one, marks: false })),
    vault.now,
  )();

describe('a replay that runs short of time', { timeout: 120_000 }, () => {
  it('goes on where it stopped, as often as it takes; only after the last tombstone do the tables serve', async () => {
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

  it('whose tables were restored once more meanwhile begins with the first tombstone', async () => {
    await restoreTables();
    expect(await replayTombstones(replayer, NO_TIME)).toMatchObject({ status: 'more' });
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.table.name, Key: PROGRESS }),
    );
    await restoreTables();
    await put(vault.table.name, { ...Item, tableIds: ['the one', 'and the other before'] });
    expect(await replayTombstones(replayer, ENOUGH)).toEqual({
      status: 'done',
      tombstones: DELETED,
      deleted: DELETED,
    });
    expect(await keysLeft()).toBe(0);
  });

  it('by two at once does no harm', async () => {
    await restoreTables();
    await Promise.all([replayTombstones(replayer, ENOUGH), replayTombstones(replayer, ENOUGH)]).catch(
      // One of them may have lost a transaction to the other: whoever restored the table invokes it again.
      () => replayTombstones(replayer, ENOUGH),
    );
    expect(await keysLeft()).toBe(0);
    await serve();
  });
});
