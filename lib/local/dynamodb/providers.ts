import { z } from 'zod';
import { flag, parseProperties } from '../kit/parse-properties.ts';
import { type ResourceProvider, UnsupportedProperty } from '../kit/resource.ts';
import type { Engine } from './model/engine.ts';
import { redefineTable, type TableDefinition } from './model/redefine-table.ts';
import type { TimeToLive } from './model/time-to-live.ts';
import { tableArn } from './operations/all-operations.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.string(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const type = 'AWS::DynamoDB::Table';

const shape = z.strictObject({
  TableName: z.string().optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  // DynamoDB's own key always exists. A customer managed key could be disabled or denied, so it is not listed.
  SSESpecification: z
    .strictObject({ SSEEnabled: flag.optional(), SSEType: z.literal('KMS').optional() })
    .optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  // Without effect here: nothing is billed, replicated or restored.
  ContributorInsightsSpecification: z.unknown().optional(),
  DeletionProtectionEnabled: flag.optional(),
  PointInTimeRecoverySpecification: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
const tableProperties = shape.refine(definesKeysOnly, {
  path: ['AttributeDefinitions'],
  message: 'DynamoDB takes definitions of key attributes only',
});

/**
 * `AWS::DynamoDB::Table`. A table of an earlier start keeps its items; its indexes change as CloudFormation changes them.
 */
export function createTableProvider(engine: Engine, timeToLive: TimeToLive): ResourceProvider {
  return {
    type,
    identify(resource) {
      const name = parseProperties(tableProperties, type, resource).TableName ?? resource.physicalName;
      return { ref: name, attributes: { Arn: tableArn(name) } };
    },
    async provision(resource) {
      const properties = parseProperties(tableProperties, type, resource);
      const TableName = properties.TableName ?? resource.physicalName;
      const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes = [] } = properties;
      const definition = {
        TableName,
        AttributeDefinitions,
        KeySchema,
        ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
      };
      const existing = await engine.table(TableName);
      if (existing === undefined) {
        await engine.createTable({ ...definition, BillingMode: properties.BillingMode });
      } else {
        await redefineTable(
          engine,
          existing,
          definition,
          (property, reason) => new UnsupportedProperty(resource.logicalId, type, property, reason),
        );
      }
      await untilActive(engine, TableName);
      const { Enabled, AttributeName } = properties.TimeToLiveSpecification ?? { Enabled: false };
      await timeToLive.set(TableName, Enabled ? AttributeName : undefined);
    },
  };
}

function definesKeysOnly(table: Omit<TableDefinition, 'TableName'>): boolean {
  const schemas = [table.KeySchema, ...(table.GlobalSecondaryIndexes ?? []).map((index) => index.KeySchema)];
  const keys = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  return table.AttributeDefinitions.every(({ AttributeName }) => keys.has(AttributeName));
}

/** dynalite answers before the table is active. */
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
