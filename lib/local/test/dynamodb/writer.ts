import { setImmediate } from 'node:timers/promises';
import { openEngine } from '../../dynamodb/index.ts';

// Writes pairs of items in transactions and reports each pair, until it is killed.
const engine = openEngine(process.argv[2] ?? '');
await engine.createTable({
  TableName: 'pairs',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
});
// dynalite answers before the table is active.
while ((await engine.table('pairs'))?.TableStatus !== 'ACTIVE') await setImmediate();
for (let i = 0; ; i++) {
  await engine.transact(async (session) => {
    for (const side of ['left', 'right']) {
      await session.run('PutItem', { TableName: 'pairs', Item: { pk: { S: `${side} ${i}` } } });
    }
  });
  process.stdout.write(`${i}\n`);
}
