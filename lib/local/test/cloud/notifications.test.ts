import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AwsServices, openAwsServices } from '../../cloud/aws-services.ts';
import { openCredentials } from '../../front-door/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { deployTemplate, TemplateError } from '../../template/index.ts';
import { templateDocument } from '../../template/template-document.ts';

let folder: string;
let server: Server;
let aws: AwsServices;
let sqs: SQSClient;
const warnings: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notifications-'));
  server = createServer();
  const awsPort = await listen(server, 0, 'aws-port');
  const credentials = await openCredentials(folder, 'test');
  aws = await openAwsServices({
    dataFolder: folder,
    awsPort,
    credentials,
    onRecord: (record) => record.kind === 'warning' && warnings.push(record.text),
  });
  aws.open(server, { services: [] });
  sqs = new SQSClient({ region: REGION, endpoint: aws.url, credentials: credentials.administrator });
});
afterEach(async () => {
  warnings.length = 0;
  sqs.destroy();
  await hangUp(server);
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

/** Deploys a bucket that notifies a queue, whose policy has one statement. */
async function deploy(statement: object): Promise<void> {
  const queue = { 'Fn::GetAtt': ['Arrivals', 'Arn'] };
  const template = templateDocument.parse({
    Resources: {
      Arrivals: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'arrivals' } },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Arrivals' }],
          PolicyDocument: {
            Statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue, ...statement },
          },
        },
      },
      Inbox: {
        Type: 'AWS::S3::Bucket',
        DependsOn: 'Policy',
        Properties: {
          BucketName: 'inbox',
          NotificationConfiguration: {
            QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: queue }],
          },
        },
      },
    },
  });
  const { providers, readSecret } = aws;
  await deployTemplate({ template, stackName: 'Stack', providers, readSecret });
  aws.deliverEvents();
}

const S3 = { Service: 's3.amazonaws.com' };
const put = (Key: string) => aws.s3.send(new PutObjectCommand({ Bucket: 'inbox', Key, Body: 'x' }));

/** Takes one message. */
async function next(): Promise<unknown> {
  const QueueUrl = `${aws.url}/${ACCOUNT}/arrivals`;
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
  return JSON.parse((await sqs.send(command)).Messages?.[0]?.Body ?? '{}');
}

it.each([
  ['account', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }],
  ['bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::inbox' } }],
])('a queue that allows S3 by %s receives a test event and notifications', async (_, Condition) => {
  await deploy({ Principal: S3, Condition });
  await put('a');
  expect(await next()).toMatchObject({ Event: 's3:TestEvent', Bucket: 'inbox' });
  expect(await next()).toMatchObject({ Records: [{ s3: { object: { key: 'a' } } }] });
});

it.each([
  ['allows only its own account', { Principal: { AWS: ACCOUNT } }],
  [
    'allows another bucket',
    { Principal: S3, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::outbox' } } },
  ],
])('a queue that %s fails the deployment, which names bucket and queue', async (_, statement) => {
  const deployment = deploy(statement);
  await expect(deployment).rejects.toThrow(TemplateError);
  await expect(deployment).rejects.toThrow(
    /Inbox \(AWS::S3::Bucket\): Unable to validate the following destination .*:arrivals \(AccessDenied/,
  );
});

it('a queue that refuses S3 later is named in a warning, and receives the events after it allows S3 again', async () => {
  await deploy({ Principal: S3 });
  await next();
  await deploy({ Principal: { AWS: ACCOUNT } });
  await put('late');
  await expect.poll(() => warnings).toEqual([expect.stringMatching(/arrivals .*sqs:SendMessage/)]);
  await deploy({ Principal: S3 });
  expect(await next()).toMatchObject({ Records: [{ s3: { object: { key: 'late' } } }] });
  expect(warnings).toHaveLength(1);
});
