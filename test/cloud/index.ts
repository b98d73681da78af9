// The checks that need more than npm: other people's emulators, linters and SDKs. `npm run test:cloud`.
import { synthesize } from './deploy.ts';
import { pythonPrograms } from './environment.ts';
import { checkMessageFormat } from './python-sdk/check-message-format.ts';
import { recoveryByCli } from './recovery-by-cli.ts';
import { type Check, runChecks } from './run-checks.ts';
import { fuzzByDocument } from './schemathesis.ts';
import { lintTemplate } from './template-checks.ts';
import {
  behaviourOfDynamoDbLocal,
  behaviourOfMiniStack,
  blackBoxOnMiniStack,
  rightsOnMiniStack,
} from './trials.ts';

const checks: readonly Check[] = [
  {
    title: 'the message format, against the Python SDK',
    run: async () => checkMessageFormat(await pythonPrograms()),
  },
  {
    title: 'the template, by cfn-lint',
    run: async () => lintTemplate(await pythonPrograms(), await synthesize({ stack: 'Encrypt5' })),
  },
  { title: 'a file key, unwrapped by the AWS CLI', run: recoveryByCli },
  { title: 'the API against its own document, by schemathesis', run: fuzzByDocument },
  { title: 'AWS behaviour, by DynamoDB Local', run: behaviourOfDynamoDbLocal },
  { title: 'AWS behaviour, by MiniStack', run: behaviourOfMiniStack },
  { title: 'the whole vault, deployed to MiniStack', run: blackBoxOnMiniStack },
  { title: "its rights, by MiniStack's IAM", run: rightsOnMiniStack },
];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = (await runChecks(checks)) ? 0 : 1;
