import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { z } from 'zod';
import { errorsOf, problemSchema, type RouteName, type Routes, routes } from '#contract';
import { recordAnswer } from './answers-record.ts';
import { validateAgainstDocument } from './api-document.ts';
import { awaitMail, tokenIn } from './mailbox.ts';
import type { VaultUnderTest } from './running-vault.ts';
import { type SampleFile, samplePng } from './sample-files.ts';
import { until } from './until.ts';
import { recordSecrets } from './used-secrets.ts';

export const PASSWORD = 'correct horse battery staple';
/** What tests change `PASSWORD` to. */
export const NEW_PASSWORD = 'another battery of correct horses';
/** A well-formed id that belongs to nothing. */
export const UNKNOWN_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const DAY = 24 * 3600_000;

/** Parameters, body and headers of a call. */
interface CallOptions {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A client that calls the API over HTTP. */
export interface VaultClient {
  readonly email: string;
  readonly vault: VaultUnderTest;
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Calls a route that must succeed, and validates the answer against the contract. */
  call<N extends RouteName>(name: N, options?: CallOptions): Promise<z.output<Routes[N]['answer']>>;
  /** Calls a route that must fail, and returns the problem. */
  problem(name: RouteName, options?: CallOptions): Promise<z.infer<typeof problemSchema>>;
  /** Calls a route and returns any answer, validated against the API's document. */
  request(name: RouteName, options?: CallOptions): Promise<Response>;
}

/** A client without an account, with a unique address. Use it to register, or to call as an anonymous client. */
export function stranger(vault: VaultUnderTest): VaultClient {
  return clientFor(vault, `${randomUUID()}@example.org`, undefined, undefined);
}

/** A client without an account, with a given address. */
export function clientOf(vault: VaultUnderTest, email: string): VaultClient {
  return clientFor(vault, email, undefined, undefined);
}

/** A client with an account of its own: registered, confirmed by email, and signed in. Most tests start with it. */
export async function signedIn(vault: VaultUnderTest): Promise<VaultClient> {
  const client = stranger(vault);
  await registerAndConfirm(client);
  return signedInAgain(client);
}

/** Signs in to the same account again: another session. */
export async function signedInAgain(
  client: VaultClient,
  {
    headers = {},
    ...credentials
  }: { password?: string; code?: string; headers?: Record<string, string> } = {},
): Promise<VaultClient> {
  const { accessToken, refreshToken } = await client.call('login', {
    body: { email: client.email, password: PASSWORD, session: 'token', ...credentials },
    headers,
  });
  return clientFor(client.vault, client.email, accessToken, refreshToken);
}

/** Registers the client's address and confirms it with the link from the email. */
export async function registerAndConfirm(
  client: VaultClient,
  more: { readonly invite?: string | undefined } = {},
): Promise<void> {
  const body = { email: client.email, password: PASSWORD, name: 'Ada Lovelace', ...more };
  await client.call('register', { body });
  const mail = await awaitMail(client.vault.mailUrl, client.email, 'Confirm your address');
  await client.call('verify', { body: { token: tokenIn(mail) } });
}

/** The same client with another access token. */
export function withToken(client: VaultClient, accessToken: string | undefined): VaultClient {
  return clientFor(client.vault, client.email, accessToken, client.refreshToken);
}

/** The id of the user that a client is signed in as. */
export function userIdOf(client: VaultClient): string {
  return decodeJwt(client.accessToken ?? '').sub ?? '';
}

/** A client that calls with a new API key of this account instead of its session. The key expires in 30 days. */
export async function withApiKey(client: VaultClient, ...scopes: string[]): Promise<VaultClient> {
  const expiresAt = new Date(Date.now() + 30 * DAY).toISOString();
  const { secret } = await client.call('createKey', { body: { name: 'backup', scopes, expiresAt } });
  return withToken(client, secret);
}

/** Uploads a file, waits until it is encrypted, and returns its id. */
export async function uploadEncrypted(client: VaultClient, file = samplePng()): Promise<string> {
  const id = await upload(client, file);
  await awaitStatus(client, id, 'encrypted');
  return id;
}

/** Uploads a file the way that the API asks for, and returns its id. */
export async function upload(client: VaultClient, file: SampleFile): Promise<string> {
  const { name, contentType, bytes } = file;
  const { file: created, upload: target } = await client.call('createFile', {
    body: { name, contentType, size: bytes.length },
  });
  if (target.kind === 'single') {
    const response = await fetch(target.url, {
      method: 'PUT',
      headers: target.headers,
      body: new Uint8Array(bytes),
    });
    if (!response.ok) throw new Error(`S3 answered ${response.status}: ${await response.text()}`);
    return created.id;
  }
  const partNumbers = Array.from({ length: target.parts }, (_, index) => index + 1);
  const { parts } = await client.call('signParts', { params: { id: created.id }, body: { partNumbers } });
  const arrived = [];
  for (const { partNumber, url } of parts) {
    const body = new Uint8Array(
      bytes.subarray((partNumber - 1) * target.partSize, partNumber * target.partSize),
    );
    const response = await fetch(url, { method: 'PUT', body });
    if (!response.ok) throw new Error(`S3 answered ${response.status}: ${await response.text()}`);
    arrived.push({ partNumber, etag: response.headers.get('etag') ?? '' });
  }
  await client.call('completeUpload', { params: { id: created.id }, body: { parts: arrived } });
  return created.id;
}

/** Waits until a file has one of the statuses. */
export async function awaitStatus(client: VaultClient, id: string, ...statuses: string[]) {
  return until(`a file that is ${statuses.join(' or ')}`, async () => {
    const file = await client.call('getFile', { params: { id } });
    if (statuses.includes(file.status)) return file;
    if (['rejected', 'failed', 'encrypted'].includes(file.status)) {
      throw new Error(`the file is ${file.status} (${file.error?.code}), not ${statuses.join(' or ')}`);
    }
    return undefined;
  });
}

/** Waits until the decrypted copy of an operation is ready. */
export async function awaitReady(client: VaultClient, operation: string): Promise<void> {
  await until('a decrypted copy to be ready', async () => {
    const { status } = await client.call('getOperation', { params: { id: operation } });
    return status === 'ready';
  });
}

/** Decrypts a file and downloads the copy. */
export async function decryptAndDownload(
  client: VaultClient,
  id: string,
): Promise<{ bytes: Buffer; response: Response }> {
  const { operation } = await client.call('decryptFile', { params: { id } });
  return until('a copy to download', async () => {
    const { status, download, error } = await client.call('getOperation', { params: { id: operation.id } });
    if (download !== undefined) {
      const response = await fetch(download.url);
      return { bytes: Buffer.from(await response.arrayBuffer()), response };
    }
    if (status === 'failed' || status === 'expired')
      throw new Error(`the operation is ${status} (${error?.code})`);
    return undefined;
  });
}

function clientFor(
  vault: VaultUnderTest,
  email: string,
  accessToken: string | undefined,
  refreshToken: string | undefined,
): VaultClient {
  const request = async (name: RouteName, options: CallOptions = {}): Promise<Response> => {
    const { method, path } = routes[name];
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(options.params?.[key] ?? ''),
    );
    const url = new URL(`/api${filled}`, vault.pageUrl);
    for (const [key, value] of Object.entries(options.query ?? {})) url.searchParams.set(key, value);
    const response = await fetch(url, {
      method,
      headers: {
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body !== undefined && {
        body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
      }),
    });
    const text = await response.clone().text();
    await validateAgainstDocument(name, response, text);
    const answered = /json$/.test(response.headers.get('content-type') ?? '') && text !== '';
    const cookie = response.headers.getSetCookie().map((one) => /=([^;]*)/.exec(one)?.[1] ?? '');
    const answer: unknown = answered ? JSON.parse(text) : '';
    if (vault.logFile !== undefined) recordSecrets(vault.logFile, options.body, answer, { cookie });
    recordAnswer(name, problemSchema.safeParse(answer).data?.code ?? response.status);
    return response;
  };
  return {
    email,
    vault,
    accessToken,
    refreshToken,
    request,
    async call(name, options) {
      const response = await request(name, options);
      const text = await response.text();
      if (response.status !== routes[name].status)
        throw new Error(`${name} answered ${response.status}: ${text}`);
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      return routes[name].answer.parse(answer) as z.output<Routes[typeof name]['answer']>;
    },
    async problem(name, options) {
      const response = await request(name, options);
      const problem = problemSchema.parse(await response.json());
      if (
        response.headers.get('content-type') !== 'application/problem+json' ||
        problem.status !== response.status
      ) {
        throw new Error(`${name} answered with a malformed problem`);
      }
      if (!errorsOf(routes[name]).includes(problem.code))
        throw new Error(`${name} answered ${problem.code}, which the contract does not list`);
      return problem;
    },
  };
}
