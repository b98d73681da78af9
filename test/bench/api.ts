import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { newId } from '#aws';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { PASSWORD, signedIn, userIdOf, type VaultClient } from '../setup/vault-client.ts';
import type { Measurement } from './measure.ts';

/** The number of timed requests of each kind, for each number of clients. */
const REQUESTS = 160;
const CLIENTS = [1, 32];

interface Kind {
  readonly name: string;
  run(): Promise<Response>;
}

/**
 * The response times of the API, compared with a route that only returns what the function has in memory (`GET
 * /config`). Both run in the same runtime, behind the same gateway, with the same middleware.
 */
export async function measureApi(): Promise<Measurement[]> {
  const vault = await startTemporaryVault({ quotaFiles: 100_000 });
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
    // The two are interleaved, so that other load on the machine affects both equally.
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
  }
}

function create(client: VaultClient): Promise<Response> {
  const body = { name: `${randomUUID()}.png`, size: 1000, contentType: 'image/png' };
  return post(client, 'files', body);
}

/** Calls the API without the test client, which validates every answer. */
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

/** A user with a number of files. One is created through the API, and the others are copies of its record. */
async function ownerOf(vault: OwnVault, files: number): Promise<VaultClient> {
  const client = await signedIn(vault);
  await (await create(client)).arrayBuffer();
  const owner = userIdOf(client);
  const table = await vault.tableNamed('vault');
  const { items } = await client.call('listFiles');
  const now = Date.now();
  for (let created = 1; created < files; created += 25) {
    const requests = Array.from({ length: Math.min(25, files - created) }, (_, index) => {
      const id = newId(new Date(now - (created + index) * 1000));
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
