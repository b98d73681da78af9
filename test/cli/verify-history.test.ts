import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EMPTY_HISTORY,
  type FileEvent,
  HISTORY_TYPE,
  type HistoryHead,
  type HistoryItem,
  RECEIPT_TYPE,
} from '#contract';
import { chain } from '../../functions/vault/history-chain.ts';
import { runCommandLine } from '../../lib/cli/index.ts';

const FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const OTHER = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const events: readonly FileEvent[] = [
  { at: '2026-11-23T18:00:00.000Z', type: 'created', actor: 'ada', address: '192.0.2.1' },
  { at: '2026-11-23T18:00:01.000Z', type: 'uploaded', actor: 'ada' },
  { at: '2026-11-23T18:00:02.000Z', type: 'failed', actor: 'encryptor', detail: 'key_unavailable' },
  { at: '2026-11-23T18:01:00.000Z', type: 'retried', actor: 'ada', address: '192.0.2.1' },
  { at: '2026-11-23T18:01:02.000Z', type: 'encrypted', actor: 'encryptor' },
];

const keys = await generateKeyPair('ES256', { extractable: true });
const otherKeys = await generateKeyPair('ES256', { extractable: true });
const jwks = {
  keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'receipts', use: 'sig', alg: 'ES256' }],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-history-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Chains events into a history. */
function historyOf(chained: readonly FileEvent[], file = FILE): HistoryItem[] {
  const items: HistoryItem[] = [];
  let head: HistoryHead = EMPTY_HISTORY;
  for (const event of chained) {
    head = chain(file, head, event);
    items.push({ ...event, hash: head.hash });
  }
  return items;
}

/** Signs the head of a history at one of its events. */
function headAt(
  items: readonly HistoryItem[],
  sequence = items.length,
  options: SigningOptions = {},
): Promise<string> {
  const { at, hash } = items[sequence - 1] ?? { at: '', hash: '' };
  const iat = Math.floor(new Date(at).getTime() / 1000);
  const claims = { iss: 'encrypt5', sub: options.file ?? FILE, iat, at, sequence, hash };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: options.typ ?? HISTORY_TYPE, kid: 'receipts' })
    .sign((options.keyPair ?? keys).privateKey);
}
interface SigningOptions {
  readonly file?: string;
  readonly typ?: string;
  readonly keyPair?: typeof keys;
}

/** Runs the command on a history, with one file for each head. */
async function verify(history: unknown, ...heads: string[]): Promise<{ code: number; output: string }> {
  const files = [JSON.stringify(history), JSON.stringify(jwks), ...heads];
  const [historyFile = '', jwksFile = '', ...headFiles] = await Promise.all(
    files.map(async (text, index) => {
      const path = join(folder, `${index}.txt`);
      await writeFile(path, text);
      return path;
    }),
  );
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const options = headFiles.flatMap((path) => ['--head', path]);
  const code = await runCommandLine(['verify-history', historyFile, '--jwks', jwksFile, ...options], {
    out: print,
    err: print,
  });
  return { code, output: lines.join('\n') };
}

describe('a valid history', () => {
  it('is verified with its own head, and printed', async () => {
    const items = historyOf(events);
    const { code, output } = await verify({ items, head: await headAt(items) });
    expect(code).toBe(0);
    expect(output).toContain(`File ${FILE}, 5 events`);
    expect(output).toMatch(/3 {2}2026-11-23T18:00:02.000Z {2}failed \(key_unavailable\) {2}by encryptor$/m);
  });

  it('is verified with the head in the text of an earlier email', async () => {
    const items = historyOf(events);
    const email = `Hello Ada,\n\nyour file could not be encrypted.\n\n${await headAt(items, 3)}\n\n-- \nEncrypt5\n`;
    expect(await verify({ items, head: await headAt(items) }, email)).toMatchObject({
      code: 0,
      output: expect.stringContaining('signed heads: 3, 5'),
    });
  });

  it('does not need its own head if an email has the last one', async () => {
    const items = historyOf(events);
    expect((await verify({ items }, await headAt(items))).code).toBe(0);
  });
});

describe('a history is not valid', () => {
  it.each(events.map((_, index) => index))('without its event %i', async (index) => {
    const items = historyOf(events);
    const head = await headAt(items);
    const { code, output } = await verify({ items: items.toSpliced(index, 1), head });
    expect(code).toBe(1);
    expect(output).toMatch(/removed/);
  });

  it.each(['at', 'type', 'actor', 'address', 'detail', 'hash'] as const)(
    'if the %s of an event was changed',
    async (field) => {
      const items = historyOf(events);
      const other = { at: '2026-11-23T18:00:00.001Z', type: 'exported', hash: 'a'.repeat(64) };
      const forged = { ...items[1], [field]: field in other ? other[field as 'at'] : 'x' };
      const { code, output } = await verify({
        items: items.with(1, forged as HistoryItem),
        head: await headAt(items),
      });
      expect(code).toBe(1);
      expect(output).toContain('broken at event 2');
    },
  );

  it('if it was rewritten with new hashes', async () => {
    const items = historyOf(events);
    const forged = historyOf(events.with(0, { ...events[0], at: '2026-11-20T18:00:00.000Z' } as FileEvent));
    const { code, output } = await verify({ items: forged, head: await headAt(items) });
    expect(code).toBe(1);
    expect(output).toContain('rewritten: event 5');
  });

  it('if it was rewritten and signed again, and an email has another head', async () => {
    const items = historyOf(events);
    const forged = historyOf(events.toSpliced(2, 2));
    const history = { items: forged, head: await headAt(forged) };
    expect((await verify(history)).code).toBe(0);
    const { code, output } = await verify(history, await headAt(items, 3));
    expect(code).toBe(1);
    expect(output).toContain('rewritten: event 3');
    expect(await verify(history, await headAt(items, 5))).toMatchObject({
      code: 1,
      output: expect.stringContaining('removed: event 5'),
    });
  });

  it('if the last event is not signed', async () => {
    const items = historyOf(events);
    const { code, output } = await verify({ items, head: await headAt(items, 4) });
    expect(code).toBe(1);
    expect(output).toContain('Event 4 is the last');
  });

  it('if it is the history of another file', async () => {
    const items = historyOf(events);
    const others = historyOf(events, OTHER);
    expect((await verify({ items: others, head: await headAt(items) })).code).toBe(1);
    const { code, output } = await verify(
      { items, head: await headAt(items) },
      await headAt(others, 5, { file: OTHER }),
    );
    expect(code).toBe(1);
    expect(output).toContain('different files');
  });

  it.each([
    ['with another key', { keyPair: otherKeys }, 'the signature is wrong'],
    ['as a receipt', { typ: RECEIPT_TYPE }, 'its type is'],
  ])('with a head that was signed %s', async (_, options, words) => {
    const items = historyOf(events);
    const { code, output } = await verify({ items, head: await headAt(items, 5, options) });
    expect(code).toBe(1);
    expect(output).toContain(words);
  });
});

describe('a history cannot be verified', () => {
  it.each([
    [
      'without a head',
      async () => ({ history: { items: historyOf(events) }, heads: [] }),
      /Add one with --head/,
    ],
    [
      'if it is only the first page',
      async () => {
        const items = historyOf(events);
        return { history: { items, head: await headAt(items), nextCursor: 'NQ' }, heads: [] };
      },
      /only the first page/,
    ],
    [
      'if it is not a history',
      async () => ({ history: { events: [] }, heads: [] }),
      /^\S+0\.txt is not a history$/,
    ],
    [
      'if it is a receipt',
      async () => ({ history: { receipt: 'e', claims: {} }, heads: [] }),
      /^\S+0\.txt is not a history$/,
    ],
    [
      'if it has a property that no hash covers',
      async () => {
        const items = historyOf(events);
        const noted = items.map((item) => ({ ...item, note: 'not signed' }));
        return { history: { items: noted, head: await headAt(items) }, heads: [] };
      },
      /^\S+0\.txt is not a history$/,
    ],
    [
      'with an email without a head',
      async () => ({ history: { items: historyOf(events) }, heads: ['Hello'] }),
      /^\S+2\.txt contains no signed head$/,
    ],
    [
      'with an email with two heads',
      async () => {
        const items = historyOf(events);
        return { history: { items }, heads: [`${await headAt(items, 3)} ${await headAt(items)}`] };
      },
      /^\S+2\.txt contains more than one signed head\./,
    ],
  ])('%s, and the error is one line', async (_, makeInput, words) => {
    const { history, heads } = await makeInput();
    const { code, output } = await verify(history, ...heads);
    expect(code).toBe(2);
    expect(output).toMatch(words);
    expect(output).not.toContain('\n');
  });
});
