import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStorage, type Storage } from '../../index.ts';

const template = {
  Resources: {
    Key: { Type: 'AWS::KMS::Key' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
  },
};

let folder: string;
let storage: Storage;
let dynamodb: DynamoDBClient;
let kms: KMSClient;
let ses: SESClient;
let secrets: SecretsManagerClient;
let sqs: SQSClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parameters-'));
  storage = await openStorage({ dataFolder: folder, template, stackName: 'Stack' });
  const { region, awsUrl: endpoint, administrator: credentials } = storage;
  const settings = { region, endpoint, credentials, maxAttempts: 1 };
  dynamodb = new DynamoDBClient(settings);
  kms = new KMSClient(settings);
  ses = new SESClient(settings);
  secrets = new SecretsManagerClient(settings);
  sqs = new SQSClient(settings);
});
afterAll(async () => {
  for (const client of [dynamodb, kms, ses, secrets, sqs]) client?.destroy();
  await storage?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const KeyId = () => storage.resource('Key').ref;
const QueueUrl = () => storage.resource('Queue').ref;
const TableName = () => storage.resource('Table').ref;
const Plaintext = Buffer.from('x');
const Item = { pk: { S: 'a' }, sk: { S: 'b' } };
const table = {
  TableName: 'another',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};
const mail = {
  Source: 'vault@example.org',
  Destination: { ToAddresses: ['a@example.org'] },
  Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
};
const entry = { Id: '1', MessageBody: 'x', MessageDeduplicationId: 'd' };

it.each<readonly [service: string, parameter: string, call: () => Promise<unknown>]>([
  ['KMS', 'DryRun', () => kms.send(new EncryptCommand({ KeyId: KeyId(), Plaintext, DryRun: true }))],
  [
    'KMS',
    'GrantTokens',
    () =>
      kms.send(new GenerateDataKeyCommand({ KeyId: KeyId(), KeySpec: 'AES_256', GrantTokens: ['token'] })),
  ],
  [
    'SQS',
    'MessageDeduplicationId',
    () =>
      sqs.send(
        new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: 'x', MessageDeduplicationId: 'd' }),
      ),
  ],
  [
    'SQS',
    'Entries.0.MessageDeduplicationId',
    () => sqs.send(new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries: [entry] })),
  ],
  [
    'SQS',
    'ReceiveRequestAttemptId',
    () => sqs.send(new ReceiveMessageCommand({ QueueUrl: QueueUrl(), ReceiveRequestAttemptId: 'again' })),
  ],
  [
    'DynamoDB',
    'StreamSpecification',
    () => dynamodb.send(new CreateTableCommand({ ...table, StreamSpecification: { StreamEnabled: true } })),
  ],
  [
    'DynamoDB',
    'ReturnConsumedCapacity',
    () =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: TableName(), Item } }],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      ),
  ],
  [
    'SES',
    'ConfigurationSetName',
    () => ses.send(new SendEmailCommand({ ...mail, ConfigurationSetName: 'c' })),
  ],
  [
    'SES',
    'Tags.member.1.Name',
    () => ses.send(new SendEmailCommand({ ...mail, Tags: [{ Name: 'a', Value: 'b' }] })),
  ],
  [
    'Secrets Manager',
    'VersionStage',
    () => secrets.send(new GetSecretValueCommand({ SecretId: 'x', VersionStage: 'AWSPREVIOUS' })),
  ],
])('%s refuses an unsupported parameter by name: %s', async (_, parameter, call) => {
  await expect(call()).rejects.toThrow(parameter);
});

it('supported parameters are accepted', async () => {
  await dynamodb.send(
    new PutItemCommand({
      TableName: TableName(),
      Item,
      ReturnConsumedCapacity: 'TOTAL',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
  await dynamodb.send(new ScanCommand({ TableName: TableName(), ConsistentRead: true }));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: QueueUrl(),
      MessageBody: 'x',
      MessageGroupId: 'fair',
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    }),
  );
});
