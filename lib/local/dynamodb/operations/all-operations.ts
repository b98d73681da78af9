import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import type { ServiceCall } from '../../kit/service.ts';
import { DynamoError, validationError } from '../errors.ts';
import type { Engine } from '../model/engine.ts';
import { refuseOversized } from '../model/item-limits.ts';
import type { TimeToLive } from '../model/time-to-live.ts';
import { actionsOf, createTokens, transactWrite, transactWriteInput } from './transact-write.ts';
import { attributes, singleWrite, writeItem } from './write-item.ts';

export function tableArn(table: string): string {
  return table.startsWith('arn:') ? table : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`;
}

const found = z.object({ Item: attributes.optional() });
const onTable = z.looseObject({ TableName: z.string(), IndexName: z.string().optional() });
const batch = z.looseObject({ RequestItems: z.record(z.string(), z.unknown()) });
const transactGetInput = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Get: onTable }))
    .min(1)
    .max(100, 'Member must have length less than or equal to 100'),
  ReturnConsumedCapacity: z.literal('NONE').optional(),
});
const timeToLiveInput = z.strictObject({
  TableName: z.string(),
  TimeToLiveSpecification: z.strictObject({
    AttributeName: z.string().min(1).max(255),
    Enabled: z.boolean(),
  }),
});

/** All operations. IAM is asked for each table of a call, as in AWS. */
export function operations(
  engine: Engine,
  timeToLive: TimeToLive,
  now: () => number,
): Readonly<Record<string, JsonOperation>> {
  const authorize = (call: ServiceCall, action: string, table: string, enclosing?: string) =>
    call.authorize(
      `dynamodb:${action}`,
      tableArn(table),
      enclosing === undefined ? {} : { 'dynamodb:EnclosingOperation': enclosing },
    );

  const reading = (name: 'GetItem' | 'Query' | 'Scan' | 'DescribeTable') =>
    jsonOperation(onTable, (input, call) => {
      authorize(
        call,
        name,
        input.IndexName === undefined ? input.TableName : `${input.TableName}/index/${input.IndexName}`,
      );
      return engine.read(name, input);
    });
  const writing = (name: 'PutItem' | 'UpdateItem' | 'DeleteItem') =>
    jsonOperation(singleWrite, (input, call) => {
      authorize(call, name, input.TableName);
      return engine.transact((session) => writeItem(session, input, () => session.run(name, input)));
    });
  const authorizeBatch = (call: ServiceCall, name: string, input: z.output<typeof batch>) => {
    for (const table of Object.keys(input.RequestItems)) authorize(call, name, table);
  };
  const existing = async (call: ServiceCall, action: string, name: string) => {
    authorize(call, action, name);
    if ((await engine.table(name)) !== undefined) return;
    throw new DynamoError(
      'ResourceNotFoundException',
      `Requested resource not found: Table: ${name} not found`,
    );
  };
  const once = createTokens(now);

  return {
    GetItem: reading('GetItem'),
    Query: reading('Query'),
    Scan: reading('Scan'),
    DescribeTable: reading('DescribeTable'),
    CreateTable: jsonOperation(onTable, async (input, call) => {
      authorize(call, 'CreateTable', input.TableName);
      await engine.createTable(input);
      return { TableDescription: await engine.table(input.TableName) };
    }),
    ListTables: (input, call) => {
      call.authorize('dynamodb:ListTables', '*');
      return engine.read('ListTables', z.looseObject({}).parse(input));
    },
    BatchGetItem: jsonOperation(batch, (input, call) => {
      authorizeBatch(call, 'BatchGetItem', input);
      return engine.read('BatchGetItem', input);
    }),
    PutItem: writing('PutItem'),
    UpdateItem: writing('UpdateItem'),
    DeleteItem: writing('DeleteItem'),
    BatchWriteItem: jsonOperation(batch, (input, call) => {
      authorizeBatch(call, 'BatchWriteItem', input);
      return engine.transact((session) => session.run('BatchWriteItem', input));
    }),
    TransactWriteItems: jsonOperation(transactWriteInput, async (input, call) => {
      const actions = actionsOf(engine, input);
      for (const { kind, write } of actions) {
        authorize(call, `${kind}Item`, write.TableName, 'TransactWriteItems');
      }
      await once(input.ClientRequestToken, input.TransactItems, () => transactWrite(engine, actions));
    }),
    TransactGetItems: jsonOperation(transactGetInput, async ({ TransactItems }, call) => {
      for (const { Get } of TransactItems) authorize(call, 'GetItem', Get.TableName, 'TransactGetItems');
      const read = await engine.readAll(
        'GetItem',
        TransactItems.map(({ Get }) => Get),
      );
      const responses = z.array(found).parse(read);
      refuseOversized(responses.map(({ Item = {} }) => Item));
      return { Responses: responses };
    }),
    UpdateTimeToLive: jsonOperation(
      timeToLiveInput,
      async ({ TableName, TimeToLiveSpecification: wanted }, call) => {
        await existing(call, 'UpdateTimeToLive', TableName);
        const current = timeToLive.attributeOf(TableName);
        if ((current === wanted.AttributeName) === wanted.Enabled) {
          throw validationError(`TimeToLive is already ${wanted.Enabled ? 'enabled' : 'disabled'}`);
        }
        await timeToLive.set(TableName, wanted.Enabled ? wanted.AttributeName : undefined);
        return { TimeToLiveSpecification: wanted };
      },
    ),
    DescribeTimeToLive: jsonOperation(onTable, async ({ TableName }, call) => {
      await existing(call, 'DescribeTimeToLive', TableName);
      const AttributeName = timeToLive.attributeOf(TableName);
      const description =
        AttributeName === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName };
      return { TimeToLiveDescription: description };
    }),
    DescribeContinuousBackups: jsonOperation(onTable, async ({ TableName }, call) => {
      await existing(call, 'DescribeContinuousBackups', TableName);
      // Point-in-time recovery does not exist here, so it is reported as disabled.
      const PointInTimeRecoveryDescription = { PointInTimeRecoveryStatus: 'DISABLED' };
      return {
        ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription },
      };
    }),
  };
}
