import { fileURLToPath } from 'node:url';
import { type App, deploy, synthesize } from './deploy.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { createTables } from './dynamodb-tables.ts';
import { judge } from './judge.ts';
import { CREDENTIALS, startMiniStack } from './ministack.ts';

/** The app of the local cloud's own tests. */
const behaviourApp: App = { stack: 'Behaviour', command: 'node lib/local/test/behaviour/template.ts' };

/** A vault without CloudFront and the page. The tests are its client. */
const headlessVault: App = {
  stack: 'Encrypt5',
  context: {
    site: 'false',
    siteUrl: 'https://vault.example',
    registration: 'open',
    attemptsPerAddress: '100000',
  },
};

/** What the behaviour tests need to know about a cloud (`lib/local/test/behaviour/cloud-under-test.ts`). */
interface CloudUnderTest {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly mailUrl?: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const described = (cloud: CloudUnderTest) => ({ CLOUD_UNDER_TEST: JSON.stringify(cloud) });

/** Runs the behaviour tests of DynamoDB on Amazon's emulator, DynamoDB Local. */
export async function behaviourOfDynamoDbLocal(): Promise<string> {
  await using dynamoDb = await startDynamoDbLocal();
  const outputs = await createTables(dynamoDb.url, await synthesize(behaviourApp));
  return await judge({
    name: 'behaviour-dynamodb-local',
    emulator: 'DynamoDB Local',
    tests: ['--project', 'behaviour', 'lib/local/test/behaviour/dynamodb'],
    variables: described({ endpoint: dynamoDb.url, credentials: CREDENTIALS, outputs }),
  });
}

/** Runs the behaviour tests on MiniStack. */
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

/** The same vault, with the rights that MiniStack's IAM can check (ministack-vault.ts). */
const headlessVaultForIam: App = {
  ...headlessVault,
  command: `node "${fileURLToPath(new URL('./ministack-vault.ts', import.meta.url))}"`,
};

/** Deploys a vault to MiniStack and runs black-box tests over its HTTP API. */
async function blackBox(
  name: string,
  { iam, app, tests }: { readonly iam: boolean; readonly app: App; readonly tests: readonly string[] },
): Promise<string> {
  await using ministack = await startMiniStack({ iam });
  const { Url = '' } = await deploy(ministack, app);
  const apiId = /^https:\/\/(\w+)\./.exec(Url)?.[1];
  if (apiId === undefined) throw new Error(`the output Url is not the address of an HTTP API: ${Url}`);
  const api = await ministack.openApi(apiId);
  return await judge({
    name,
    emulator: 'MiniStack',
    tests: ['--project', 'vault', ...tests],
    variables: { ENCRYPT5_TEST_URL: api.url, ENCRYPT5_TEST_MAIL_URL: ministack.mailUrl },
  });
}

/** Runs all black-box tests on the unchanged template, without IAM: MiniStack would deny calls that are allowed (ministack-vault.ts). */
export function blackBoxOnMiniStack(): Promise<string> {
  return blackBox('black-box-ministack', { iam: false, app: headlessVault, tests: ['test/e2e'] });
}

/** Runs the tests from upload to download, of shares, exports and deletion, with IAM. */
export function rightsOnMiniStack(): Promise<string> {
  return blackBox('rights-ministack', {
    iam: true,
    app: headlessVaultForIam,
    tests: [...['whole-job', 'shares', 'exports', 'receipts'].map((name) => `test/e2e/${name}.test.ts`)],
  });
}
