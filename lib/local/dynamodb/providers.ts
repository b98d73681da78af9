import { isDeepStrictEqual } from 'node:util';
import type { TableDescription } from 'dynalite/db/index.js';
import { z } from 'zod';
import { flag, parseProperties } from '../parse-properties.ts';
import type { ResourceProvider } from '../resource.ts';
import type { Engine } from './engine.ts';
import { tableArn } from './operations.ts';
import type { TimeToLive } from './time-to-live.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.string(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

/** Settings without an effect on a laptop: nothing here is billed, replicated or restored, and the disk is one's own. */
const withoutEffect = {
  ContributorInsightsSpecification: z.unknown().optional(),
  DeletionProtectionEnabled: flag.optional(),
  PointInTimeRecoverySpecification: z.unknown().optional(),
  SSESpecification: z.unknown().optional(),
  Tags: z.unknown().optional(),
};
const shape = {
  TableName: z.string().optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
};
const schemas = {
  'AWS::DynamoDB::Table': z.strictObject({ ...shape, ...withoutEffect }),
  'AWS::DynamoDB::GlobalTable': z.strictObject({
    ...shape,
    SSESpecification: z.unknown().optional(),
    Replicas: z.array(z.strictObject({ ...withoutEffect, Region: z.string() })).length(1),
  }),
};

/**
 * `AWS::DynamoDB::Table`, or `AWS::DynamoDB::GlobalTable` with one replica. A table that an earlier start left keeps
 * its items; new indexes are added to it, but its keys cannot change.
 */
export function createTableProvider(
  type: keyof typeof schemas,
  engine: Engine,
  timeToLive: TimeToLive,
): ResourceProvider {
  const schema = schemas[type];
  return {
    type,
    identify(resource) {
      const name = parseProperties(schema, type, resource).TableName ?? resource.physicalName;
      return { ref: name, attributes: { Arn: tableArn(name) } };
    },
    async provision(resource) {
      const properties = parseProperties(schema, type, resource);
      const TableName = properties.TableName ?? resource.physicalName;
      const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes = [] } = properties;
      const existing = await engine.table(TableName);
      if (existing === undefined) {
        await engine.createTable({
          TableName,
          BillingMode,
          AttributeDefinitions,
          KeySchema,
          ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
        });
      } else {
        if (!isDeepStrictEqual(keysOf(existing.KeySchema), keysOf(KeySchema))) {
          throw new Error(
            `${resource.logicalId} (${type}): the keys of the table ${TableName} cannot change; delete its data first`,
          );
        }
        const known = existing.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
        const added = GlobalSecondaryIndexes.filter(({ IndexName }) => !known.includes(IndexName));
        if (added.length > 0) await engine.addIndexes(TableName, AttributeDefinitions, added);
      }
      await untilActive(engine, TableName);
      const { Enabled, AttributeName } = properties.TimeToLiveSpecification ?? { Enabled: false };
      await timeToLive.set(TableName, Enabled ? AttributeName : undefined);
    },
  };
}

/** LevelDB hands objects back with their members in an order of their own. */
function keysOf(schema: TableDescription['KeySchema']): readonly string[] {
  return schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
}

/** dynalite makes a table active a moment after it has answered. */
async function untilActive(engine: Engine, name: string): Promise<void> {
  for (;;) {
    const table = await engine.table(name);
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    if (
      [table?.TableStatus, ...indexes.map(({ IndexStatus }) => IndexStatus)].every(
        (status) => status === 'ACTIVE',
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
