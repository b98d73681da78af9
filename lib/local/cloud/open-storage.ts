import { createServer } from 'node:http';
import { resolve } from 'node:path';
import type { OnRecord } from '../console/index.ts';
import type { Faults } from '../faults/index.ts';
import { hangUp, listen } from '../kit/listen.ts';
import { openTogether } from '../kit/open-together.ts';
import { type Provisioned, REGION } from '../kit/resource.ts';
import { deployTemplate, templateDocument } from '../template/index.ts';

const STORING = /^AWS::(KMS|DynamoDB|S3|SQS)::/;

export interface StorageOptions {
  /** All state lives in it. One process at a time. */
  readonly dataFolder: string;
  /** A synthesized CloudFormation template. */
  readonly template: unknown;
  readonly stackName: string;
  readonly onRecord?: OnRecord;
}

/** The storing services of a stack: KMS, DynamoDB, S3 and SQS. SES and Secrets Manager answer too, but hold nothing yet. */
export interface Storage extends AsyncDisposable {
  /** The endpoint of all services. */
  readonly awsUrl: string;
  readonly region: string;
  /** May do everything. */
  readonly administrator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Faults of calls. They apply to every caller, also to the administrator. */
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  /** Logical ids of the resources that exist. */
  readonly logicalIds: readonly string[];
  /** The values of `Ref` and `Fn::GetAtt` for a resource. @throws TemplateError if the template has no such resource */
  resource(logicalId: string): Provisioned;
}

/**
 * Creates the keys, tables, buckets and queues of a template and serves them on a free port of 127.0.0.1. No function, API
 * or
 * distribution of the template exists, so nothing acts on the resources except the caller.
 *
 * @throws TemplateError | UnsupportedProperty; nothing is left running then
 */
export function openStorage(options: StorageOptions): Promise<Storage> {
  return openTogether(async (opened) => {
    // Loaded here: a cloud that starts reads the same door and must not wait for the services.
    const [{ openAwsServices }, { createFaults }, { openCredentials }] = await Promise.all([
      import('./aws-services.ts'),
      import('../faults/index.ts'),
      import('../front-door/index.ts'),
    ]);
    const onRecord = options.onRecord ?? (() => undefined);
    const dataFolder = resolve(options.dataFolder);
    const template = templateDocument.parse(options.template);
    const Resources = Object.fromEntries(
      Object.entries(template.Resources).filter(([, { Type }]) => STORING.test(Type)),
    );
    const server = createServer();
    const awsPort = await listen(server, 0, 'aws-port');
    const credentials = await openCredentials(dataFolder, 'local-cloud');
    const aws = await openAwsServices({ dataFolder, awsPort, credentials, onRecord });
    opened.defer(() => aws.close());
    opened.defer(() => hangUp(server));
    const faults = createFaults({
      rules: [],
      labelOf: (physicalName) => physicalName,
      killInstance: () => undefined,
      onRecord,
      now: Date.now,
    });
    aws.open(server, { services: [], around: faults.around });
    const { identity } = await deployTemplate({
      template: { ...template, Resources, Outputs: {} },
      stackName: options.stackName,
      providers: aws.providers,
      readSecret: aws.readSecret,
    });
    aws.deliverEvents();
    return {
      awsUrl: aws.url,
      region: REGION,
      administrator: credentials.administrator,
      faults,
      logicalIds: Object.keys(Resources),
      resource: identity,
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  });
}
