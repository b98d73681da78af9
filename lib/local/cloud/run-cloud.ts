import type { Server } from 'node:http';
import { type OnRecord, withLabels } from '../console/index.ts';
import { type Development, develop, openPageInDevelopment, type PageInDevelopment } from '../dev/index.ts';
import { createFaults, type FaultRule, type Faults } from '../faults/index.ts';
import { type Credentials, openCredentials } from '../front-door/index.ts';
import { createInvokeService } from '../lambda/index.ts';
import type { HttpRequest } from '../page-port/http-message.ts';
import { openAssembly, type SynthesizeOptions } from '../template/index.ts';
import { type AwsServices, openAwsServices } from './aws-services.ts';
import { createRunningStack, type RunningStack } from './running-stack.ts';

export interface RunCloudOptions {
  readonly dataFolder: string;
  /** Empty at the start of the cloud. */
  readonly temporaryFolder: string;
  /** They already listen. */
  readonly servers: { readonly page: Server; readonly aws: Server; readonly mail: Server };
  readonly pagePort: number;
  readonly awsPort: number;
  readonly synthesis: SynthesizeOptions;
  /** Resolves with the folder of the assembly. */
  readonly synthesized: Promise<string>;
  readonly stackName: string;
  readonly faultRules: readonly FaultRule[];
  /** Of the administrator. */
  readonly profile: string;
  readonly development: Development | undefined;
  readonly onRecord: OnRecord;
}

/** The services, and the stack that is deployed to them. */
export interface RunningCloud {
  readonly aws: AwsServices;
  readonly credentials: Credentials;
  readonly stack: RunningStack;
  readonly faults: Faults;
  /** Where Vite serves the page. */
  readonly page: PageInDevelopment | undefined;
}

/**
 * Opens the services while the app still runs, then deploys its assembly.
 *
 * @param opened - closes what was opened, also after an error
 * @throws TemplateError | UnsupportedPolicy | UnsupportedProperty
 */
export async function runCloud(
  options: RunCloudOptions,
  opened: AsyncDisposableStack,
): Promise<RunningCloud> {
  const { dataFolder, temporaryFolder, servers, pagePort, awsPort, synthesis, stackName } = options;
  let labelOf = (physicalName: string): string => physicalName;
  const onRecord = withLabels(options.onRecord, (physicalName) => labelOf(physicalName));
  const credentials = await openCredentials(dataFolder, options.profile);
  const aws = await openAwsServices({ dataFolder, awsPort, credentials, onRecord });
  opened.defer(() => aws.close());
  const assemblyFolder = await options.synthesized;
  const assembly = await openAssembly(assemblyFolder, stackName);

  const faults = createFaults({
    rules: options.faultRules,
    labelOf: (name) => stack.labelOf(name),
    killInstance: (instance) => stack.kill(instance),
    onRecord,
    now: Date.now,
  });
  opened.defer(() => {
    for (const rule of faults.unmet())
      onRecord({ kind: 'warning', text: `no call matched the fault rule ${JSON.stringify(rule)}` });
  });
  const stack = createRunningStack({ aws, pagePort, temporaryFolder, faults, onRecord });
  labelOf = stack.labelOf;
  opened.defer(() => stack.close());
  aws.open(servers.aws, { services: [createInvokeService(stack.functions)], around: faults.around });
  await stack.deploy(assembly);
  for (const logicalId of stack.current.passedBy) {
    const name = logicalId.replace(/[0-9A-F]{8}.*$/, '');
    onRecord({ kind: 'progress', text: `skipped ${name}: it only serves custom resources of the CDK` });
  }
  servers.mail.on('request', aws.answerMailbox);
  if (!options.development) return { aws, credentials, stack, faults, page: undefined };

  const page = await openPageInDevelopment({
    configFile: options.development.viteConfig,
    apiPath: options.development.apiPath,
    pageServer: servers.page,
    headersOfPage: async () => (await stack.answer(requestForPage(pagePort)))?.headers ?? [],
    onRecord,
  });
  opened.defer(page.close);
  opened.defer(
    await develop({ ...options.development, synthesis, stackName, assemblyFolder, stack, onRecord }),
  );
  return { aws, credentials, stack, faults, page };
}

function requestForPage(port: number): HttpRequest {
  return {
    method: 'GET',
    path: '/',
    query: '',
    headers: [['host', `localhost:${port}`]],
    body: Buffer.alloc(0),
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
  };
}
