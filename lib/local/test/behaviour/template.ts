import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Bucket, type BucketProps, CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { SENDER, STACK } from './names.ts';

// The resources that the behaviour tests work on, in whichever cloud. Each output is what `Ref` gives for the resource.

const stack = new Stack(new App(), STACK);
const output = (name: string, value: string): void => {
  new CfnOutput(stack, name, { value });
};

const bucket = (id: string, props: BucketProps = {}): Bucket => {
  const made = new Bucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY, ...props });
  output(`${id}Name`, made.bucketName);
  return made;
};
bucket('Plain', {
  cors: [
    {
      allowedOrigins: ['https://vault.example'],
      allowedMethods: [HttpMethods.PUT],
      allowedHeaders: ['content-type'],
      exposedHeaders: ['ETag'],
      maxAge: 600,
    },
  ],
});
bucket('Versioned', { versioned: true });

const queue = (id: string, deadLetterQueue?: Queue): Queue => {
  const made = new Queue(stack, id, {
    visibilityTimeout: Duration.seconds(30),
    ...(deadLetterQueue !== undefined && {
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 2 },
    }),
  });
  output(`${id}Url`, made.queueUrl);
  return made;
};
for (const id of ['Messages', 'Visibility', 'Polling', 'Batches']) queue(id);
queue('Redriven', queue('DeadLetters'));

const arrivals = queue('Arrivals');
const reported = bucket('Reported');
const permission = arrivals.grantSendMessages(new ServicePrincipal('s3.amazonaws.com'));
const reportedBucket = reported.node.defaultChild;
if (!(reportedBucket instanceof CfnBucket)) throw new TypeError('the bucket has no CfnBucket');
reportedBucket.notificationConfiguration = {
  queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: arrivals.queueArn }],
};
permission.applyBefore(reportedBucket);

const table = new Table(stack, 'Items', {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  removalPolicy: RemovalPolicy.DESTROY,
});
table.addGlobalSecondaryIndex({
  indexName: 'due',
  partitionKey: { name: 'due', type: AttributeType.STRING },
  sortKey: { name: 'dueAt', type: AttributeType.STRING },
  projectionType: ProjectionType.KEYS_ONLY,
});
output('ItemsName', table.tableName);

output('WrappingId', new Key(stack, 'Wrapping', { removalPolicy: RemovalPolicy.DESTROY }).keyId);
const signing = new Key(stack, 'Signing', {
  keySpec: KeySpec.ECC_NIST_P256,
  keyUsage: KeyUsage.SIGN_VERIFY,
  removalPolicy: RemovalPolicy.DESTROY,
});
output('SigningId', signing.keyId);

new EmailIdentity(stack, 'Sender', { identity: Identity.email(SENDER) });
const secret = new Secret(stack, 'Generated', {
  generateSecretString: { excludePunctuation: true, passwordLength: 48 },
});
output('GeneratedArn', secret.secretArn);
