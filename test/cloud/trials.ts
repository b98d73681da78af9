import type { CloudUnderTest } from '../behaviour/cloud-under-test.ts';
import { STACK } from '../behaviour/names.ts';
import { type App, deploy, synthesize } from './deploy.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { createTables } from './dynamodb-tables.ts';
import { judge } from './judge.ts';
import { CREDENTIALS, startMiniStack } from './ministack.ts';

const behaviourApp: App = { stack: STACK, command: 'node test/behaviour/template.ts' };

/** The vault without CloudFront and page, for whoever brings a page of his own; here it is the tests. */
const headlessVault: App = {
  stack: 'Encrypt5',
  context: {
    site: 'false',
    siteUrl: 'https://vault.example',
    registration: 'open',
    attemptsPerAddress: '100000',
  },
};

const described = (cloud: CloudUnderTest) => ({ ENCRYPT5_TEST_CLOUD: JSON.stringify(cloud) });

/** The behaviour tests of DynamoDB against Amazon's own emulator of it. */
export async function behaviourOfDynamoDbLocal(): Promise<string> {
  await using dynamoDb = await startDynamoDbLocal();
  const outputs = await createTables(dynamoDb.url, await synthesize(behaviourApp));
  return await judge({
    name: 'behaviour-dynamodb-local',
    emulator: 'DynamoDB Local',
    tests: ['--project', 'behaviour', 'test/behaviour/dynamodb'],
    variables: described({ endpoint: dynamoDb.url, credentials: CREDENTIALS, outputs }),
  });
}

/** The behaviour tests against MiniStack. */
export async function behaviourOfMiniStack(): Promise<string> {
  await using ministack = await startMiniStack({ iam: true });
  const outputs = await deploy(ministack, behaviourApp);
  const { url: endpoint, mailUrl } = ministack;
  return await judge({
    name: 'behaviour-ministack',
    emulator: 'MiniStack',
    tests: ['--project', 'behaviour'],
    variables: described({ endpoint, credentials: CREDENTIALS, mailUrl, outputs }),
  });
}

/** Deploys the vault to MiniStack, and runs the black-box tests over its HTTP API. */
export async function blackBoxOnMiniStack(): Promise<string> {
  // The notifier may send as its own identity alone. MiniStack holds SendEmail against `*` instead of the identity in
  // `Source` (Service Authorization Reference, Amazon SES: SendEmail is on identity*), so with IAM no mail would leave.
  await using ministack = await startMiniStack({ iam: false });
  const { Url = '' } = await deploy(ministack, headlessVault);
  const apiId = /^https:\/\/(\w+)\./.exec(Url)?.[1];
  if (apiId === undefined) throw new Error(`the stack's address names no HTTP API: ${Url}`);
  const api = await ministack.openApi(apiId);
  return await judge({
    name: 'black-box-ministack',
    emulator: 'MiniStack',
    tests: ['--project', 'vault', 'test/e2e'],
    variables: { ENCRYPT5_TEST_URL: api.url, ENCRYPT5_TEST_MAIL_URL: ministack.mailUrl },
  });
}
