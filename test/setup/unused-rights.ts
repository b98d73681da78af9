/** A right of a function that the tests of the whole vault do not use. */
export interface UnusedRight {
  /** The last part of the function's path in the app. */
  readonly functionName: string;
  readonly action: string;
  /** One resource of the statement, named as the messages of a failed run name it. */
  readonly resource: string;
  readonly reason: string;
}

const TABLES = 'arn:aws:dynamodb:eu-west-1:000000000000:table';
const QUEUES = 'arn:aws:sqs:eu-west-1:000000000000';

const ORIGIN_SECRET =
  'arn:aws:secretsmanager:eu-west-1:000000000000:secret:encrypt5-originsecret5ddc59f1-62938f';

/** What only happens after a fault, a kill or a long time; the run of the whole vault has none of them. */
const UNTIL_TESTED = 'for what goes wrong or takes long: no test of the whole vault does so yet';

/** Its rights are on tables of other names, once a backup was restored into them. */
const ELSEWHERE = 'used in test/e2e/restore.test.ts, on the restored tables of a vault of its own';

/**
 * Every entry is a debt: a test is missing, or the right is one too many. A run names the entries that it did not need.
 */
export const UNUSED_RIGHTS: readonly UnusedRight[] = [
  ...untested('files', 's3:AbortMultipartUpload', ['arn:aws:s3:::vault/*']),
  ...untested('encryptor', 's3:ListBucket', [
    'arn:aws:s3:::staging',
    'arn:aws:s3:::vault',
    'arn:aws:s3:::outbox',
  ]),
  ...untested('encryptor', 's3:ListBucketMultipartUploads', ['arn:aws:s3:::vault', 'arn:aws:s3:::outbox']),
  ...untested('encryptor', 'dynamodb:Query', [`${TABLES}/vault`]),
  ...untested('encryptor', 'sqs:SendMessage', [`${QUEUES}:work`]),
  ...fromCdk('notifier', 'sqs:ChangeMessageVisibility', `${QUEUES}:mail`),
  ...fromCdk('notifier', 'sqs:GetQueueUrl', `${QUEUES}:mail`),
  ...fromCdk('encryptor', 'sqs:GetQueueUrl', `${QUEUES}:work`),
  ...['auth', 'files', 'ops'].flatMap((name) =>
    fromCdk(name, 'secretsmanager:DescribeSecret', ORIGIN_SECRET),
  ),
  ...untested('encryptor', 's3:GetObject', ['arn:aws:s3:::vault/*', 'arn:aws:s3:::outbox/*']),
  ...untested('encryptor', 's3:AbortMultipartUpload', ['arn:aws:s3:::outbox/*']),
  ...untested('encryptor', 's3:ListMultipartUploadParts', ['arn:aws:s3:::outbox/*']),
  ...untested('encryptor', 's3:DeleteObject', ['arn:aws:s3:::outbox/*']),
  ...untested('encryptor', 's3:AbortMultipartUpload', ['arn:aws:s3:::vault/*']),
  ...untested('files', 's3:AbortMultipartUpload', ['arn:aws:s3:::outbox/*']),
  ...untested('janitor', 's3:AbortMultipartUpload', ['arn:aws:s3:::vault/*', 'arn:aws:s3:::outbox/*']),
  ...untested('rewrapper', 'sqs:SendMessage', [`${QUEUES}:rewraps`]),
  ...fromCdk('rewrapper', 'sqs:GetQueueUrl', `${QUEUES}:rewraps`),
  ...fromCdk('rewrapper', 'sqs:ChangeMessageVisibility', `${QUEUES}:rewraps`),
  ...elsewhere('restorer', 'dynamodb:DescribeTable', [`${TABLES}/vault`, `${TABLES}/keys`]),
  ...elsewhere('restorer', 'dynamodb:GetItem', [`${TABLES}/vault`, `${TABLES}/keys`]),
  ...elsewhere('restorer', 'dynamodb:PutItem', [`${TABLES}/vault`, `${TABLES}/keys`]),
  ...elsewhere('restorer', 'dynamodb:DeleteItem', [`${TABLES}/vault`, `${TABLES}/keys`]),
  ...elsewhere('restorer', 'dynamodb:Query', [`${TABLES}/vault`]),
];

function elsewhere(
  functionName: string,
  action: string,
  resources: readonly string[],
): readonly UnusedRight[] {
  return resources.map((resource) => ({ functionName, action, resource, reason: ELSEWHERE }));
}

function untested(
  functionName: string,
  action: string,
  resources: readonly string[],
): readonly UnusedRight[] {
  return resources.map((resource) => ({ functionName, action, resource, reason: UNTIL_TESTED }));
}

function fromCdk(functionName: string, action: string, resource: string): readonly UnusedRight[] {
  return [
    {
      functionName,
      action,
      resource,
      reason: "comes with the CDK's own grant; a narrower one could be written",
    },
  ];
}
