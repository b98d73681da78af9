// `npm run test:cloud`: checks with emulators, linters and SDKs of other vendors. They need more than npm.
import { synthesize } from './deploy.ts';
import { pythonPrograms } from './environment.ts';
import { checkMessageFormat } from './python-sdk/check-message-format.ts';
import { recoverByCli } from './recover-by-cli.ts';
import { type Check, runChecks } from './run-checks.ts';
import { fuzzApi } from './schemathesis.ts';
import { lintTemplate } from './template-checks.ts';
import {
  behaviourOfDynamoDbLocal,
  behaviourOfMiniStack,
  blackBoxOnMiniStack,
  rightsOnMiniStack,
} from './trials.ts';

const checks: readonly Check[] = [
  {
    title: 'message format, with the AWS Encryption SDK for Python',
    run: async () => checkMessageFormat(await pythonPrograms()),
  },
  {
    title: 'template, with cfn-lint',
    run: async () => lintTemplate(await pythonPrograms(), await synthesize({ stack: 'Encrypt5' })),
  },
  { title: 'recovery of a file key, with the AWS CLI', run: recoverByCli },
  { title: 'API against its OpenAPI document, with schemathesis', run: fuzzApi },
  { title: 'behaviour tests, on DynamoDB Local', run: behaviourOfDynamoDbLocal },
  { title: 'behaviour tests, on MiniStack', run: behaviourOfMiniStack },
  { title: 'black-box tests of the vault, on MiniStack', run: blackBoxOnMiniStack },
  { title: 'IAM rights of the vault, on MiniStack', run: rightsOnMiniStack },
];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = (await runChecks(checks)) ? 0 : 1;
