import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Credentials,
  createFrontDoor,
  type FrontDoorOptions,
  openCredentials,
  type UnsignedS3,
} from '../../front-door/index.ts';
import { createIam, type Iam } from '../../iam/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { REGION } from '../../kit/resource.ts';
import type { Service } from '../../kit/service.ts';

/** What the services of a test are made of. */
export interface Surroundings {
  readonly folder: string;
  readonly iam: Iam;
  readonly now: () => number;
}

/** A front door that listens on a free port, with services behind it and the administrator's credentials. */
export interface OpenDoor extends AsyncDisposable, Surroundings {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly reported: readonly unknown[];
  /** Settings of an AWS SDK client that signs as the administrator. */
  readonly client: ClientSettings;
  /** Settings of a client that signs as a function of the role. */
  clientOf(role: string): ClientSettings;
}

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly maxAttempts: number;
}

/** Opens a front door; disposing of it closes the services and deletes the folder. */
export async function openDoor(
  services: (surroundings: Surroundings) => Promise<readonly Service[]> | readonly Service[],
  options: {
    readonly now?: () => number;
    readonly folder?: string;
    readonly unsignedS3?: UnsignedS3;
    readonly around?: FrontDoorOptions['around'];
  } = {},
): Promise<OpenDoor> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'door-')));
  const now = options.now ?? Date.now;
  const reported: unknown[] = [];
  const credentials = await openCredentials(folder, 'test');
  const iam = createIam(credentials.administrator.principal.arn);
  const surroundings = { folder, iam, now };
  const behind = await services(surroundings);
  const report = (error: unknown) => reported.push(error);
  const { unsignedS3, around } = options;
  const server = createFrontDoor({
    services: behind,
    credentials,
    iam,
    now,
    report,
    ...(unsignedS3 && { unsignedS3 }),
    ...(around && { around }),
  });
  const endpoint = `http://127.0.0.1:${await listen(server, 0, 'port')}`;
  const settings = (keys: ClientSettings['credentials']) => ({
    endpoint,
    region: REGION,
    credentials: keys,
    maxAttempts: 1,
  });
  return {
    ...surroundings,
    endpoint,
    credentials,
    reported,
    client: settings({
      accessKeyId: credentials.administrator.accessKeyId,
      secretAccessKey: credentials.administrator.secretAccessKey,
    }),
    clientOf: (role) =>
      settings(credentials.issue(`arn:aws:sts::000000000000:assumed-role/${role}/function`)),
    async [Symbol.asyncDispose]() {
      await hangUp(server);
      for (const service of behind) await service.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sends a request exactly as given, without a client's tidying up. */
export function send(
  endpoint: string,
  options: { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    headers: Record<string, unknown>;
    body: string;
  }>();
  const { hostname, port } = new URL(endpoint);
  const request = httpRequest(
    { hostname, port, method: options.method ?? 'GET', path: options.path, headers: options.headers ?? {} },
    (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    },
  );
  request.on('error', reject).end(options.body);
  return promise;
}
