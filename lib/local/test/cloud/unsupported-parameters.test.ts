import {
  CreateTableCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EncryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type IdleVault, openIdleVault } from '../../functions/idle-vault.ts';

let vault: IdleVault;
let ses: SESClient;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  vault = await openIdleVault();
  ses = new SESClient(vault.settings);
  secrets = new SecretsManagerClient(vault.settings);
});
afterAll(async () => {
  for (const client of [ses, secrets]) client?.destroy();
  await vault?.[Symbol.asyncDispose]();
});

const KeyId = () => vault.wrappingKey;
const QueueUrl = () => vault.mailQueue;
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
  ['KMS', 'DryRun', () => vault.kms.send(new EncryptCommand({ KeyId: KeyId(), Plaintext, DryRun: true }))],
  [
    'KMS',
    'GrantTokens',
    () =>
      vault.kms.send(
        new GenerateDataKeyCommand({ KeyId: KeyId(), KeySpec: 'AES_256', GrantTokens: ['token'] }),
      ),
  ],
  [
    'SQS',
    'MessageDeduplicationId',
    () =>
      vault.sqs.send(
        new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: 'x', MessageDeduplicationId: 'd' }),
      ),
  ],
  [
    'SQS',
    'Entries.0.MessageDeduplicationId',
    () => vault.sqs.send(new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries: [entry] })),
  ],
  [
    'SQS',
    'ReceiveRequestAttemptId',
    () =>
      vault.sqs.send(new ReceiveMessageCommand({ QueueUrl: QueueUrl(), ReceiveRequestAttemptId: 'again' })),
  ],
  [
    'DynamoDB',
    'StreamSpecification',
    () =>
      vault.table.client.send(
        new CreateTableCommand({ ...table, StreamSpecification: { StreamEnabled: true } }),
      ),
  ],
  [
    'DynamoDB',
    'ReturnConsumedCapacity',
    () =>
      vault.table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: vault.table.name, Item } }],
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
])('%s refuses what it would pass over, and names it: %s', async (_, parameter, call) => {
  await expect(call()).rejects.toThrow(parameter);
});

it('what is carried out is not refused', async () => {
  await vault.table.client.send(
    new PutItemCommand({
      TableName: vault.table.name,
      Item,
      ReturnConsumedCapacity: 'TOTAL',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
  await vault.table.client.send(new ScanCommand({ TableName: vault.table.name, ConsistentRead: true }));
  await vault.sqs.send(
    new SendMessageCommand({
      QueueUrl: QueueUrl(),
      MessageBody: 'x',
      MessageGroupId: 'fair',
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    }),
  );
});
