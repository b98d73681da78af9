import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AwsServices, openAwsServices } from '../../../lib/local/aws-services.ts';
import { openCredentials } from '../../../lib/local/front-door/index.ts';
import { ThrottledError } from '../../../lib/local/lambda/index.ts';
import { hangUp, listen } from '../../../lib/local/listen.ts';
import { createRunningStack, type RunningStack } from '../../../lib/local/running-stack.ts';
import { templateDocument } from '../../../lib/local/template/template-document.ts';

let folder: string;
let server: Server;
let aws: AwsServices;
let stack: RunningStack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'running-'));
  server = createServer();
  const awsPort = await listen(server, 0, 'aws-port');
  const credentials = await openCredentials(folder);
  const onRecord = () => undefined;
  aws = await openAwsServices({ dataFolder: folder, awsPort, credentials, onRecord });
  aws.open(server, { services: [] });
  stack = createRunningStack({
    aws,
    pagePort: 3000,
    temporaryFolder: folder,
    faults: { deliveries: () => 1 },
    onRecord,
  });
});
afterEach(async () => {
  await stack.close();
  await hangUp(server);
  await aws.close();
  await rm(folder, { recursive: true });
});

const assembly = {
  stackName: 'Stack',
  template: templateDocument.parse({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          },
        },
      },
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'worker',
          Code: { S3Bucket: 'assets', S3Key: 'worker.zip' },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
        },
      },
    },
  }),
  assetPath: (key: string) => key,
  labelOf: (name: string) => name,
};

it('a stack that is being deployed when everything ends is closed with the others', async () => {
  const deployment = stack.deploy(assembly);
  await stack.close();
  await deployment;
  await expect(stack.functions.get('worker').invoke('{}', 'test')).rejects.toThrow(ThrottledError);
});

it('nothing is deployed once everything has ended', async () => {
  await stack.close();
  await expect(stack.deploy(assembly)).rejects.toThrow('the embedded cloud is closed');
});
