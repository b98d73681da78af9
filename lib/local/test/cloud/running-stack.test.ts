import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AwsServices, openAwsServices } from '../../cloud/aws-services.ts';
import { createRunningStack, type RunningStack } from '../../cloud/running-stack.ts';
import { openCredentials } from '../../front-door/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { ThrottledError } from '../../lambda/index.ts';
import { templateDocument } from '../../template/template-document.ts';

let folder: string;
let server: Server;
let aws: AwsServices;
let stack: RunningStack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'running-'));
  server = createServer();
  const awsPort = await listen(server, 0, 'aws-port');
  const credentials = await openCredentials(folder, 'test');
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

const assemblyOf = (more: object) => ({
  stackName: 'Stack',
  template: templateDocument.parse({
    Resources: {
      ...more,
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
});

it('a stack whose deployment is in progress at the end is closed too', async () => {
  const deployment = stack.deploy(assemblyOf({}));
  await stack.close();
  await deployment;
  await expect(stack.functions.get('worker').invoke('{}', 'test')).rejects.toThrow(ThrottledError);
});

it('nothing is deployed after the end', async () => {
  await stack.close();
  await expect(stack.deploy(assemblyOf({}))).rejects.toThrow('the local cloud is closed');
});

it('a stack keeps its rights until its successor is deployed', async () => {
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'reads',
      PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } },
      Roles: [{ Ref: 'Role' }],
    },
  };
  const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } };
  const ApiId = { Ref: 'Api' };
  const nowhere = {
    Api: api,
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, RouteKey: '$default', Target: 'integrations/none' },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId, StageName: '$default', AutoDeploy: true },
    },
  };
  const mayRead = () => {
    const [principal = ''] = stack.current.principals;
    return aws.iam.allows({ principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} });
  };
  await stack.deploy(assemblyOf({ Policy: policy }));
  expect(mayRead()).toBe(true);
  await expect(stack.deploy(assemblyOf(nowhere))).rejects.toThrow('has no integration');
  expect(mayRead()).toBe(true);
  await stack.deploy(assemblyOf({}));
  expect(mayRead()).toBe(false);
});
