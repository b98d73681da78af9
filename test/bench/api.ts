import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { newId } from '#aws';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { PASSWORD, signedIn, type VaultClient } from '../setup/vault-client.ts';
import type { Measurement } from './measure.ts';

/** Requests of each kind that are timed, at each number of clients. */
const REQUESTS = 160;
const CLIENTS = [1, 32];

interface Kind {
  readonly name: string;
  run(): Promise<Response>;
}

/**
 * What the API takes, beside the route that only answers what a function has in memory anyway (`GET /config`): both run in the
 * same runtime, behind the same gateway, with the same middlewares.
 */
export async function measureApi(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-bench-'));
  const vault = await startOwnVault(folder, { quotaFiles: 100_000 });
  try {
    const [few, some, many] = [
      await ownerOf(vault, 10),
      await ownerOf(vault, 1000),
      await ownerOf(vault, 10_000),
    ];
    const idle: Kind = { name: 'only "ok"', run: () => get(few, 'config') };
    const kinds: Kind[] = [
      idle,
      {
        name: 'sign-in',
        run: () => post(few, 'auth/login', { email: few.email, password: PASSWORD }),
      },
      { name: 'list of 1,000 files, a page of 50', run: () => get(some, 'files') },
      { name: 'create an upload', run: () => create(some) },
    ];
    const rows: Measurement[] = [];
    for (const clients of CLIENTS) {
      const times = new Map<Kind, number[]>();
      for (const kind of kinds) times.set(kind, await timesOf(kind, clients));
      for (const share of [0.5, 0.99]) {
        const of = (kind: Kind) => quantile(times.get(kind) ?? [], share);
        const label = `p${share * 100}, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
        rows.push({ name: `API: ${idle.name}: ${label}`, value: of(idle), unit: 'ms' });
        for (const kind of kinds.slice(1))
          rows.push({
            name: `API: ${kind.name}: ${label}`,
            value: of(kind) / of(idle),
            unit: '×',
            against: idle.name,
          });
      }
    }
    // In turn, so that whatever else the machine does meets both alike.
    const lists = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < 60; round += 1) {
      lists.few.push(await timeOf(() => get(few, 'files?limit=10')));
      lists.many.push(await timeOf(() => get(many, 'files?limit=10')));
    }
    rows.push({
      name: 'API: a page of 10 of 10,000 files',
      value: quantile(lists.many, 0.5) / quantile(lists.few, 0.5),
      unit: '×',
      against: 'a page of 10 of 10 files',
    });
    return rows;
  } finally {
    await vault.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function create(client: VaultClient): Promise<Response> {
  const body = { name: `${randomUUID()}.png`, size: 1000, contentType: 'image/png' };
  return post(client, 'files', body);
}

/** Past the client of the tests, which judges every answer. */
function get({ vault, accessToken }: VaultClient, path: string): Promise<Response> {
  return fetch(new URL(`/api/${path}`, vault.pageUrl), {
    headers: { authorization: `Bearer ${accessToken}` },
  });
}

function post({ vault, accessToken }: VaultClient, path: string, body: unknown): Promise<Response> {
  return fetch(new URL(`/api/${path}`, vault.pageUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Somebody with so many files: one by the API, the others written as that one is. */
async function ownerOf(vault: OwnVault, files: number): Promise<VaultClient> {
  const client = await signedIn(vault);
  await (await create(client)).arrayBuffer();
  const owner = decodeJwt(client.accessToken ?? '').sub ?? '';
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const table = TableNames.find((name) => name.includes('tablesvault')) ?? '';
  const { items } = await client.call('listFiles');
  const now = Date.now();
  for (let begun = 1; begun < files; begun += 25) {
    const requests = Array.from({ length: Math.min(25, files - begun) }, (_, index) => {
      const id = newId(new Date(now - (begun + index) * 1000));
      const Item = {
        ...items[0],
        pk: `OWNER#${owner}`,
        sk: `FILE#${id}`,
        id,
        owner,
        upload: { kind: 'single' },
        signedUntil: new Date(now).toISOString(),
        fence: 0,
        attempts: 0,
        history: { sequence: 1, hash: '0'.repeat(64) },
      };
      return { PutRequest: { Item } };
    });
    await vault.tables.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  }
  return client;
}

async function timesOf({ run }: Kind, clients: number): Promise<number[]> {
  await Promise.all(Array.from({ length: clients }, () => timeOf(run)));
  const times: number[] = [];
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left > 0) {
        left -= 1;
        times.push(await timeOf(run));
      }
    }),
  );
  return times;
}

async function timeOf(run: () => Promise<Response>): Promise<number> {
  const begin = performance.now();
  const response = await run();
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return performance.now() - begin;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
