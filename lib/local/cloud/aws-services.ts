import { randomBytes } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { OnRecord } from '../console/index.ts';
import { createDynamoDbService, createTableProvider, openEngine, openTimeToLive } from '../dynamodb/index.ts';
import {
  type Credentials,
  createFrontDoor,
  type FrontDoorOptions,
  type FunctionCredentials,
} from '../front-door/index.ts';
import { createIam, createPolicyProvider, createRoleProvider, type Iam } from '../iam/index.ts';
import { serviceAccess } from '../iam/service-access.ts';
import { messageOf } from '../kit/message-of.ts';
import { ACCOUNT, REGION, type ResourceProvider } from '../kit/resource.ts';
import type { Service } from '../kit/service.ts';
import { createAliasProvider, createKeyProvider, createKmsService, openKeyRing } from '../kms/index.ts';
import { createS3 } from '../s3/index.ts';
import { createSecretProvider, createSecretsService, openSecrets } from '../secrets/index.ts';
import {
  createEmailIdentityProvider,
  createIdentities,
  createMailboxPage,
  createSesService,
  type Mailbox,
  openMailbox,
} from '../ses/index.ts';
import {
  createQueuePolicyProvider,
  createQueueProvider,
  createSqsService,
  openQueues,
  watchDepths,
} from '../sqs/index.ts';
import type { ReadSecret } from '../template/index.ts';

export interface AwsServicesOptions {
  readonly dataFolder: string;
  readonly awsPort: number;
  readonly credentials: Credentials;
  readonly onRecord: OnRecord;
}

/** All local AWS services except Lambda, which needs the stack. */
export interface AwsServices {
  /** The endpoint of all of them. */
  readonly url: string;
  readonly providers: readonly ResourceProvider[];
  readonly iam: Iam;
  /** Signs as the administrator. */
  readonly s3: S3Client;
  readonly readSecret: ReadSecret;
  /** Shows the emails that were sent. */
  readonly answerMailbox: RequestListener;
  issueCredentials(principalArn: string): FunctionCredentials;
  /** Starts to deliver the events of S3. Call it after the policies that allow it are deployed. */
  deliverEvents(): void;
  /** Answers on a server that already listens. */
  open(server: Server, more: Pick<FrontDoorOptions, 'services' | 'around'>): void;
  close(): Promise<void>;
}

const bucketPolicy = z.object({ Bucket: z.string(), PolicyDocument: z.unknown() });
/** The bucket that a message is from: a test event has no records (S3 User Guide, "Event message structure"). */
const bucketOfMessage = z.union([
  z.object({ Bucket: z.string() }).transform(({ Bucket }) => Bucket),
  z
    .object({ Records: z.tuple([z.object({ s3: z.object({ bucket: z.object({ name: z.string() }) }) })]) })
    .transform(({ Records: [record] }) => record.s3.bucket.name),
]);

/** Opens the services on their folders. They answer from `open` on. */
export async function openAwsServices(options: AwsServicesOptions): Promise<AwsServices> {
  const { dataFolder, awsPort, credentials, onRecord } = options;
  const endpointHost = `127.0.0.1:${awsPort}`;
  const url = `http://${endpointHost}`;
  const now = Date.now;
  const report = (error: unknown): void =>
    onRecord({
      kind: 'warning',
      text: `the AWS port failed: ${error instanceof Error ? error.stack : String(error)}`,
    });
  const iam = createIam(credentials.administrator.principal.arn);

  const queues = openQueues(join(dataFolder, 'sqs'), now);
  const surroundings = {
    urlOf: ({ name }: { readonly name: string }) => `${url}/${ACCOUNT}/${name}`,
    setPolicy: (arn: string, document: unknown) => iam.setResourcePolicy(arn, document),
  };
  const s3 = createS3({
    folder: join(dataFolder, 's3'),
    endpointHost,
    now,
    randomBytes,
    notify: async (queueArn, body) => {
      authorizeNotification(iam, queueArn, body);
      queues.enqueue(queueArn, body);
    },
    report,
    onRefusal: (queueArn, reason) =>
      onRecord({
        kind: 'warning',
        text: `the queue ${queueArn} refuses the events of S3, which retries: ${messageOf(reason)}`,
      }),
  });
  const keys = await openKeyRing(join(dataFolder, 'kms'), now);
  const tables = openEngine(join(dataFolder, 'dynamodb', 'tables'));
  const timeToLive = await openTimeToLive(join(dataFolder, 'dynamodb'), tables, now);
  const secrets = await openSecrets(join(dataFolder, 'secrets'), now);
  const mailbox = await openMailbox(join(dataFolder, 'mails'));
  const identities = createIdentities();
  const services: readonly Service[] = [
    createDynamoDbService({ engine: tables, timeToLive, now, report }),
    s3.service,
    createSqsService({ ...surroundings, queues, now, report }),
    createKmsService({ ring: keys, now, report }),
    createSesService({ mailbox: announced(mailbox, onRecord), identities, now }),
    createSecretsService(secrets, report),
  ];
  const stopWatching = watchDepths(queues, (depth) => onRecord({ kind: 'queue-depth', ...depth }), report);
  const client = new S3Client({
    region: REGION,
    endpoint: url,
    forcePathStyle: true,
    credentials: credentials.administrator,
  });

  return {
    url,
    iam,
    s3: client,
    providers: [
      ...s3.providers.map((provider) =>
        provider.type === 'AWS::S3::BucketPolicy' ? obeyed(provider, iam) : provider,
      ),
      createQueueProvider(queues, surroundings),
      createQueuePolicyProvider(queues, surroundings),
      createKeyProvider(keys, surroundings.setPolicy),
      createAliasProvider(keys),
      createTableProvider(tables, timeToLive),
      createSecretProvider(secrets),
      createEmailIdentityProvider(identities),
      createRoleProvider(iam),
      createPolicyProvider(iam),
    ],
    readSecret: async ({ secretId, jsonKey }) => secrets.resolve(secretId, jsonKey),
    answerMailbox: createMailboxPage(mailbox),
    issueCredentials: (principalArn) => credentials.issue(principalArn),
    deliverEvents: s3.deliverEvents,
    open(server, more) {
      const frontDoor = createFrontDoor({
        ...more,
        services: [...services, ...more.services],
        unsignedS3: s3,
        credentials,
        iam,
        now,
        report,
      });
      server.requestTimeout = frontDoor.requestTimeout;
      server.on('request', (request, response) => frontDoor.emit('request', request, response));
      server.on('clientError', (error, socket) => frontDoor.emit('clientError', error, socket));
    },
    async close() {
      stopWatching();
      client.destroy();
      await Promise.all(services.map((service) => service.close()));
    },
  };
}

/** S3 stores the policy of a bucket. IAM evaluates it. */
function obeyed(provider: ResourceProvider, iam: Iam): ResourceProvider {
  return {
    ...provider,
    async provision(resource) {
      await provider.provision(resource);
      const { Bucket, PolicyDocument } = bucketPolicy.parse(resource.properties);
      iam.setResourcePolicy(`arn:aws:s3:::${Bucket}`, PolicyDocument);
    },
  };
}

/**
 * S3 sends its events as a service, which the policy of the queue must allow.
 *
 * @throws AwsError `AccessDenied`
 */
function authorizeNotification(iam: Iam, queueArn: string, body: string): void {
  const bucket = `arn:aws:s3:::${bucketOfMessage.parse(JSON.parse(body))}`;
  serviceAccess(iam, 's3.amazonaws.com', bucket).authorize('sqs:SendMessage', queueArn);
}

/** Every email shows in the terminal too. */
function announced(mailbox: Mailbox, onRecord: OnRecord): Mailbox {
  return {
    ...mailbox,
    async deliver(mail) {
      await mailbox.deliver(mail);
      onRecord({ kind: 'email', to: mail.destination.to, subject: mail.subject });
    },
  };
}
