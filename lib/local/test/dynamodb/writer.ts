import { openEngine } from '../../dynamodb/index.ts';

// Makes pairs of items in transactions, says so, and goes on until it is killed.
const engine = openEngine(process.argv[2] ?? '');
await engine.createTable({
  TableName: 'pairs',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
});
await new Promise((resolve) => setTimeout(resolve, 50));
for (let i = 0; ; i++) {
  await engine.transact(async (session) => {
    for (const side of ['left', 'right']) {
      await session.run('PutItem', { TableName: 'pairs', Item: { pk: { S: `${side} ${i}` } } });
    }
  });
  process.stdout.write(`${i}\n`);
}
