import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { ItemKey } from '#aws';
import type { VaultUnderTest } from './running-vault.ts';

/** The settings of every AWS SDK client in a test. */
export interface AwsSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

type BucketName = 'staging' | 'vault' | 'outbox';

/** An administrator's access to a vault's stores, past its API. */
export interface VaultInspector extends Disposable {
  /** Keys of all versions, delete markers and incomplete uploads in a bucket. */
  objectsIn(bucket: BucketName, prefix?: string): Promise<string[]>;
  readonly s3: S3Client;
  bucketNamed(bucket: BucketName): Promise<string>;
  /** Puts an object into `staging`. */
  putIntoStaging(key: string, body: string): Promise<void>;
  /** An item of the table `Vault`. */
  item(key: ItemKey): Promise<Record<string, unknown> | undefined>;
  /** Puts items into the table `Vault`. */
  put(...items: (ItemKey & Readonly<Record<string, unknown>>)[]): Promise<void>;
  /** Sets attributes of an existing item of the table `Vault`. */
  change(key: ItemKey, attributes: Readonly<Record<string, unknown>>): Promise<void>;
  /** Types of the events of a file, oldest first. */
  historyOf(file: string): Promise<string[]>;
  /** Puts a work item into the work queue. */
  sendWork(message: object): Promise<void>;
  /** Number of work items that wait, are being handled, or are dead letters. */
  messagesOfWork(): Promise<number>;
}

/** The most items that DynamoDB accepts in one batch. */
const BATCH = 25;

/** Inspects the embedded vault that all tests share. Dispose of it with `using`. */
export function inspectShared({ embedded }: VaultUnderTest): VaultInspector {
  if (embedded === undefined) throw new Error('only an embedded vault can be inspected');
  return inspect(awsSettingsOf(embedded));
}

/** The administrator's settings for AWS SDK clients of an embedded vault. */
export function awsSettingsOf(embedded: NonNullable<VaultUnderTest['embedded']>): AwsSettings {
  const { awsUrl, accessKeyId, secretAccessKey } = embedded;
  return { region: 'eu-west-1', endpoint: awsUrl, credentials: { accessKeyId, secretAccessKey } };
}

/** Inspects any vault, for example one that a test has started for itself. */
export function inspect(settings: AwsSettings): VaultInspector {
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const tables = DynamoDBDocumentClient.from(dynamo);

  const bucketNames = once(async () => (await s3.send(new ListBucketsCommand({}))).Buckets ?? []);
  const bucketNamed = async (bucket: BucketName) => {
    const names = (await bucketNames()).map(({ Name = '' }) => Name);
    return one(names.filter((name) => name.includes(`storage${bucket}`)));
  };
  const workQueues = once(async () => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    return QueueUrls.filter((url) => url.includes('queueswork'));
  });
  const vaultTable = once(async () => {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    return one(TableNames.filter((name) => name.includes('tablesvault')));
  });

  return {
    s3,
    bucketNamed,
    async item(Key) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: await vaultTable(), Key, ConsistentRead: true }),
      );
      return Item;
    },
    async put(...items) {
      const TableName = await vaultTable();
      for (let start = 0; start < items.length; start += BATCH) {
        const requests = items.slice(start, start + BATCH).map((Item) => ({ PutRequest: { Item } }));
        await tables.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
      }
    },
    async change(Key, attributes) {
      const names = Object.keys(attributes);
      await tables.send(
        new UpdateCommand({
          TableName: await vaultTable(),
          Key,
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
        }),
      );
    },
    async objectsIn(bucket, Prefix = '') {
      const Bucket = await bucketNamed(bucket);
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix }),
      );
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
      return [...Versions, ...DeleteMarkers, ...Uploads].map(({ Key = '' }) => Key);
    },
    async putIntoStaging(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket: await bucketNamed('staging'), Key, Body }));
    },
    async historyOf(file) {
      const { Items } = await tables.send(
        new QueryCommand({
          TableName: await vaultTable(),
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': `FILE#${file}`, ':sk': 'EVENT#' },
          ConsistentRead: true,
        }),
      );
      const events = z.array(z.object({ type: z.string() })).parse(Items);
      return events.map(({ type }) => type);
    },
    async sendWork(message) {
      const QueueUrl = one((await workQueues()).filter((url) => !url.includes('deadletters')));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
    },
    async messagesOfWork() {
      let messages = 0;
      for (const QueueUrl of await workQueues()) {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        );
        for (const count of Object.values(Attributes)) messages += Number(count);
      }
      return messages;
    },
    [Symbol.dispose]() {
      for (const client of [s3, sqs, dynamo]) client.destroy();
    },
  };
}

/** Calls `ask` once. Names of resources do not change. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function one(names: readonly string[]): string {
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`expected one name, found ${names.join()}`);
  return name;
}
