import { mkdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import { openAwsServices } from './aws-services.ts';
import { type OnRecord, withLabels } from './console/index.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { develop, openPageInDevelopment, type PageInDevelopment } from './dev/index.ts';
import { createFaults, type FaultRule, type Faults } from './faults/index.ts';
import { openCredentials } from './front-door/index.ts';
import type { HttpRequest } from './http-message.ts';
import { createInvokeService } from './lambda/index.ts';
import { hangUp, listen } from './listen.ts';
import { isLocalHost } from './local-host.ts';
import { openTogether } from './open-together.ts';
import { createPageServer } from './page-server.ts';
import { type Rights, rightsOf } from './rights.ts';
import { createRunningStack, type RunningStack } from './running-stack.ts';
import { openAssembly, type SynthesizeOptions, synthesize } from './template/index.ts';

export interface LocalCloudOptions {
  /** Ports on 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  readonly awsPort: number;
  readonly mailPort: number;
  /** All state lives in it and survives a restart; one process at a time. */
  readonly dataFolder: string;
  /** The folder of `cdk.json`. */
  readonly projectFolder: string;
  /** Context for the app, on top of `cdk.json`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The stack to run; the name of its artifact in the assembly. */
  readonly stackName: string;
  /** What shall go wrong from the start. */
  readonly faults?: readonly FaultRule[];
  /** Where given, changes of the project take effect at once, and Vite serves the page. */
  readonly development?: { readonly viteConfig: string };
  readonly onRecord: OnRecord;
}

export interface LocalCloud {
  readonly pageUrl: string;
  readonly awsUrl: string;
  readonly mailUrl: string;
  /** The HTTP API's own address, past the distribution; requests name it as their `Host`. */
  readonly apiUrls: readonly string[];
  /** May do everything; also in the file `credentials` of the data folder. */
  readonly administrator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What shall go wrong, to be changed at any time. */
  readonly faults: Faults;
  /** Which rights of the functions were needed so far, and which were missing. */
  rights(): Rights;
  /** Ends all of it; resolves when everything is on disk and nothing is left running. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded cloud: synthesizes the app if anything has changed, and runs the very template and bundles.
 *
 * @throws DataFolderInUseError | PortTakenError | TemplateError | UnsupportedProperty; nothing is left running then
 */
export function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  return openTogether((opened) => open(options, opened));
}

async function open(options: LocalCloudOptions, opened: AsyncDisposableStack): Promise<LocalCloud> {
  const { projectFolder, settings, stackName } = options;
  const dataFolder = resolve(options.dataFolder);
  opened.defer(lockDataFolder(dataFolder));

  let running: RunningStack | undefined;
  const onRecord = withLabels(options.onRecord, (name) => running?.labelOf(name) ?? name);
  let page: PageInDevelopment | undefined;
  const pageServer = createPageServer(
    async (request) => running?.answer(request),
    onRecord,
    (request, response) => page?.answer(request, response) ?? false,
  );
  const pagePort = await listen(pageServer, options.port, 'port');
  opened.defer(() => hangUp(pageServer));
  const awsServer = createServer();
  const awsPort = await listen(awsServer, options.awsPort, 'aws-port');
  opened.defer(() => hangUp(awsServer));
  const mailServer = createServer();
  const mailPort = await listen(mailServer, options.mailPort, 'mail-port');
  opened.defer(() => hangUp(mailServer));

  const temporaryFolder = join(dataFolder, 'tmp');
  await rm(temporaryFolder, { recursive: true, force: true });
  await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
  const credentials = await openCredentials(dataFolder);
  const synthesis: SynthesizeOptions = {
    projectFolder,
    assembliesFolder: join(dataFolder, 'assemblies'),
    context: settings,
    onProgress: (text) => onRecord({ kind: 'progress', text }),
  };
  const assemblyFolder = await synthesize(synthesis);
  const assembly = await openAssembly(assemblyFolder, stackName);

  const aws = await openAwsServices({ dataFolder, awsPort, credentials, onRecord });
  opened.defer(() => aws.close());
  const faults = createFaults({
    rules: options.faults ?? [],
    labelOf: (name) => stack.labelOf(name),
    killInstance: (instance) => stack.kill(instance),
    onRecord,
    now: Date.now,
  });
  const stack = createRunningStack({ aws, pagePort, temporaryFolder, faults, onRecord });
  opened.defer(() => stack.close());
  aws.open(awsServer, { services: [createInvokeService(stack.functions)], around: faults.around });
  await stack.deploy(assembly);
  for (const logicalId of stack.current.passedBy) {
    const name = logicalId.replace(/[0-9A-F]{8}.*$/, '');
    onRecord({ kind: 'progress', text: `passed by ${name}: it only serves custom resources of the CDK` });
  }
  mailServer.on('request', forThisMachine(aws.answerMailbox));
  running = stack;
  if (options.development) {
    page = await openPageInDevelopment({
      configFile: options.development.viteConfig,
      pageServer,
      headersOfPage: async () => (await stack.answer(requestForPage(pagePort)))?.headers ?? [],
      onRecord,
    });
    opened.defer(page.close);
    opened.defer(await develop({ synthesis, stackName, assemblyFolder, stack, onRecord }));
  }
  // Runs first when it all ends: no request comes in while the stack behind it goes down.
  opened.defer(() => hangUp(pageServer));

  return {
    pageUrl: `http://localhost:${pagePort}`,
    awsUrl: aws.url,
    mailUrl: `http://localhost:${mailPort}`,
    apiUrls: stack.current.apiUrls,
    administrator: credentials.administrator,
    outputs: stack.current.outputs,
    faults,
    rights: () => rightsOf(aws.iam, stack.current.principals, stack.labelOf),
    stop: () => opened.disposeAsync(),
  };
}

/** Turns away who comes by the name of another machine: the mails hold what opens an account. */
function forThisMachine(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (isLocalHost(request.headers.host)) listener(request, response);
    else response.writeHead(421).end();
  };
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
