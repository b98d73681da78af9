import { join } from 'node:path';
import type { Item } from 'dynalite/db/index.js';
import { z } from 'zod';
import { createSerialWriter, readIfPresent } from '../../kit/atomic-file.ts';
import type { Engine } from './engine.ts';

const settings = z.record(z.string(), z.string());
const attributeMap = z.record(z.string(), z.record(z.string(), z.unknown()));
const page = z.object({ Items: z.array(attributeMap), LastEvaluatedKey: attributeMap.optional() });
const fiveYears = 5 * 365 * 24 * 60 * 60;

/** The time to live of items: which attribute of each table holds it, and the sweep that deletes expired items. */
export interface TimeToLive {
  attributeOf(table: string): string | undefined;
  /** Resolves when the setting is on disk. */
  set(table: string, attribute: string | undefined): Promise<void>;
  /** Deletes expired items and returns their number. AWS may take days for it, so callers must not rely on it. */
  sweep(): Promise<number>;
}

/** @param now - milliseconds since the epoch */
export async function openTimeToLive(folder: string, engine: Engine, now: () => number): Promise<TimeToLive> {
  const file = join(folder, 'time-to-live.json');
  const write = createSerialWriter(file);
  const stored = await readIfPresent(file);
  const attributes = new Map(Object.entries(stored ? settings.parse(JSON.parse(stored.toString())) : {}));

  async function sweepTable(TableName: string, attribute: string): Promise<number> {
    let swept = 0;
    let start: z.output<typeof attributeMap> | undefined;
    do {
      const { deleted, last } = await sweepPage(TableName, attribute, start);
      swept += deleted;
      start = last;
    } while (start !== undefined);
    return swept;
  }

  /** One page at a time, so that other writes can run in between. */
  async function sweepPage(
    TableName: string,
    attribute: string,
    start: z.output<typeof attributeMap> | undefined,
  ): Promise<{ readonly deleted: number; readonly last: z.output<typeof attributeMap> | undefined }> {
    const seconds = Math.floor(now() / 1000);
    return engine.transact(async (session) => {
      const found = await session.run('Scan', {
        TableName,
        ...(start && { ExclusiveStartKey: start }),
        FilterExpression: '#end BETWEEN :old AND :now',
        ExpressionAttributeNames: { '#end': attribute },
        ExpressionAttributeValues: {
          ':now': { N: String(seconds) },
          ':old': { N: String(seconds - fiveYears) },
        },
      });
      const { KeySchema } = await session.table(TableName);
      const { Items, LastEvaluatedKey } = page.parse(found);
      for (const item of Items) {
        const Key: Item = Object.fromEntries(
          KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]),
        );
        await session.run('DeleteItem', { TableName, Key });
      }
      return { deleted: Items.length, last: LastEvaluatedKey };
    });
  }

  return {
    attributeOf: (table) => attributes.get(table),
    async set(table, attribute) {
      if (attribute === undefined) attributes.delete(table);
      else attributes.set(table, attribute);
      await write(JSON.stringify(Object.fromEntries(attributes)));
    },
    async sweep() {
      let swept = 0;
      for (const [table, attribute] of attributes) swept += await sweepTable(table, attribute);
      return swept;
    },
  };
}
