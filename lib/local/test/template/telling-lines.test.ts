import { expect, it } from 'vitest';
import { tellingLines } from '../../template/telling-lines.ts';

it('an uncaught error is reduced to its message and one frame of the project', () => {
  const output = `node:internal/modules/run_main:107
    triggerUncaughtException(
    ^

file:///project/node_modules/aws-cdk-lib/core/lib/x.js:1
throw new ValidationError();
      ^

ValidationError: batchSize must be between 1 and 10000
    at new X (/project/node_modules/aws-cdk-lib/core/lib/x.js:1:22)
    at Queues.feed (file:///project/lib/cloud/queues.ts:74:8)
    at new Workers (file:///project/lib/cloud/functions.ts:120:12)
    at ModuleJob.run (node:internal/modules/esm/module_job:439:25)

Node.js v24.21.0
`;
  expect(tellingLines(output.split('\n'), '/project')).toEqual([
    'node_modules/aws-cdk-lib/core/lib/x.js:1',
    'throw new ValidationError();',
    '      ^',
    'ValidationError: batchSize must be between 1 and 10000',
    '    at Queues.feed (lib/cloud/queues.ts:74:8)',
  ]);
});

it('what is no stack comes as it is, its last lines at the most', () => {
  expect(tellingLines(['one', '', 'two'], '/project')).toEqual(['one', 'two']);
  const many = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  expect(tellingLines(many, '/project')).toEqual(many.slice(-20));
});
