import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import type { OnRecord } from '../console/index.ts';
import type { Development } from '../dev/index.ts';
import type { FaultRule, Faults } from '../faults/index.ts';
import { hangUp, listen } from '../kit/listen.ts';
import { openTogether } from '../kit/open-together.ts';
import { createPageServer } from '../page-port/page-server.ts';
import { type SynthesizeOptions, synthesize } from '../template/index.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { type Rights, rightsOf } from './rights.ts';
import type { RunningCloud } from './run-cloud.ts';

export interface LocalCloudOptions {
  /** Ports on 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  readonly awsPort: number;
  readonly mailPort: number;
  /** All state lives in it and survives a restart; one process at a time. */
  readonly dataFolder: string;
  /** The folder of `cdk.json`. */
  readonly projectFolder: string;
  /**
   * Files and folders that the app and its bundles are made of, relative to the project folder: if none has changed since
   * the
   * last start, the app does not run again. All files of the project by default, except `node_modules`, `dist`, `build`,
   * `cdk.out`, names that begin with a dot, and the data folder.
   */
  readonly sources?: readonly string[];
  /** The command that synthesizes, if not the one in `cdk.json`. */
  readonly app?: string;
  /**
   * Where assemblies and builds are kept by the hash of their inputs, so that several clouds share them. Nothing in it is
   * deleted. By default, the data folder keeps its newest ones.
   */
  readonly cacheFolder?: string;
  /** Context for the app, on top of `cdk.json`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The stack to run: the name of its artifact in the assembly. */
  readonly stackName: string;
  /** Faults from the start. */
  readonly faults?: readonly FaultRule[];
  /** The profile of the administrator in the file `credentials` of the data folder; `local-cloud` by default. */
  readonly profile?: string;
  /** If given, a change in the project is deployed at once, and Vite serves the page. */
  readonly development?: Development;
  readonly onRecord: OnRecord;
}

export interface LocalCloud {
  readonly pageUrl: string;
  readonly awsUrl: string;
  readonly mailUrl: string;
  /** The own addresses of the HTTP APIs, which bypass the distribution. Requests name them as their `Host`. */
  readonly apiUrls: readonly string[];
  /** May do everything; also in the file `credentials` of the data folder. */
  readonly administrator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The faults. They can change at any time. */
  readonly faults: Faults;
  /** Which rights were needed so far, and which were missing. */
  rights(): Rights;
  /** Stops everything. Resolves when all data is on disk and no process is left. */
  stop(): Promise<void>;
}

const DEFAULT_PROFILE = 'local-cloud';

/**
 * Starts the local cloud: synthesizes the app if a source has changed, deploys its template and runs its bundles.
 *
 * @throws DataFolderInUseError | DataFolderUnusableError | PortTakenError | TemplateError | UnsupportedProperty; nothing is
 *   left running then
 */
export function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  return openTogether((opened) => open(options, opened));
}

async function open(options: LocalCloudOptions, opened: AsyncDisposableStack): Promise<LocalCloud> {
  const dataFolder = resolve(options.dataFolder);
  opened.defer(lockDataFolder(dataFolder));

  let cloud: RunningCloud | undefined;
  const { onRecord } = options;
  async function openPort(server: Server, port: number, option: string): Promise<number> {
    const opening = await listen(server, port, option);
    opened.defer(() => hangUp(server));
    return opening;
  }
  const pageServer = createPageServer(
    async (request) => cloud?.stack.answer(request),
    onRecord,
    (request, response) => cloud?.page?.answer(request, response) ?? false,
  );
  const pagePort = await openPort(pageServer, options.port, 'port');
  const awsServer = createServer();
  const awsPort = await openPort(awsServer, options.awsPort, 'aws-port');
  const mailServer = createServer();
  const mailPort = await openPort(mailServer, options.mailPort, 'mail-port');

  const temporaryFolder = join(dataFolder, 'tmp');
  await rm(temporaryFolder, { recursive: true, force: true });
  await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
  const synthesis: SynthesizeOptions = {
    projectFolder: options.projectFolder,
    ...(options.sources !== undefined && { sources: options.sources }),
    leftOut: [dataFolder],
    cacheFolder: options.cacheFolder ?? dataFolder,
    keepOlder: options.cacheFolder !== undefined,
    ...(options.app !== undefined && { app: options.app }),
    context: options.settings,
    onProgress: (text) => onRecord({ kind: 'progress', text }),
  };
  const synthesized = synthesize(synthesis);
  const appEnded = synthesized.then(
    () => undefined,
    () => undefined,
  );
  opened.defer(() => appEnded);
  // The services load while the app runs: both take time.
  const { runCloud } = await import('./run-cloud.ts');
  cloud = await runCloud(
    {
      dataFolder,
      temporaryFolder,
      servers: { page: pageServer, aws: awsServer, mail: mailServer },
      pagePort,
      awsPort,
      synthesis,
      synthesized,
      stackName: options.stackName,
      profile: options.profile ?? DEFAULT_PROFILE,
      faultRules: options.faults ?? [],
      development: options.development,
      onRecord,
    },
    opened,
  );
  const { stack, aws, faults, credentials } = cloud;
  // Runs first at the end, so that no request arrives while the stack stops.
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
