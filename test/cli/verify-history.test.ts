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
const happened: readonly FileEvent[] = [
  { at: '2026-11-23T18:00:00.000Z', type: 'created', actor: 'ada', address: '192.0.2.1' },
  { at: '2026-11-23T18:00:01.000Z', type: 'uploaded', actor: 'ada' },
  { at: '2026-11-23T18:00:02.000Z', type: 'failed', actor: 'encryptor', detail: 'key_unavailable' },
  { at: '2026-11-23T18:01:00.000Z', type: 'retried', actor: 'ada', address: '192.0.2.1' },
  { at: '2026-11-23T18:01:02.000Z', type: 'encrypted', actor: 'encryptor' },
];

const keys = await generateKeyPair('ES256', { extractable: true });
const strangers = await generateKeyPair('ES256', { extractable: true });
const jwks = {
  keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'receipts', use: 'sig', alg: 'ES256' }],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-history-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function historyOf(events: readonly FileEvent[], file = FILE): HistoryItem[] {
  const items: HistoryItem[] = [];
  let head: HistoryHead = EMPTY_HISTORY;
  for (const event of events) {
    head = chain(file, head, event);
    items.push({ ...event, hash: head.hash });
  }
  return items;
}

function headAt(
  items: readonly HistoryItem[],
  sequence = items.length,
  how: HowSigned = {},
): Promise<string> {
  const { at, hash } = items[sequence - 1] ?? { at: '', hash: '' };
  const iat = Math.floor(new Date(at).getTime() / 1000);
  const claims = { iss: 'encrypt5', sub: how.file ?? FILE, iat, at, sequence, hash };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: how.typ ?? HISTORY_TYPE, kid: 'receipts' })
    .sign((how.by ?? keys).privateKey);
}
interface HowSigned {
  readonly file?: string;
  readonly typ?: string;
  readonly by?: typeof keys;
}

/** Runs the command on a history, with heads in files of their own. */
async function verify(history: unknown, ...heads: string[]): Promise<{ code: number; said: string }> {
  const files = [JSON.stringify(history), JSON.stringify(jwks), ...heads];
  const [historyFile = '', jwksFile = '', ...headFiles] = await Promise.all(
    files.map(async (text, index) => {
      const path = join(folder, `${index}.txt`);
      await writeFile(path, text);
      return path;
    }),
  );
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const options = headFiles.flatMap((path) => ['--head', path]);
  const code = await runCommandLine(['verify-history', historyFile, '--jwks', jwksFile, ...options], {
    out: say,
    err: say,
  });
  return { code, said: lines.join('\n') };
}

describe('a history that is genuine', () => {
  it('is verified with the head that it carries, and told', async () => {
    const items = historyOf(happened);
    const { code, said } = await verify({ items, head: await headAt(items) });
    expect(code).toBe(0);
    expect(said).toContain(`File ${FILE}, 5 events`);
    expect(said).toMatch(/3 {2}2026-11-23T18:00:02.000Z {2}failed \(key_unavailable\) {2}by encryptor$/m);
  });

  it('contains the head of an earlier mail, wherever in its text that stands', async () => {
    const items = historyOf(happened);
    const mail = `Hello Ada,\n\nyour file could not be encrypted.\n\n${await headAt(items, 3)}\n\n-- \nEncrypt5\n`;
    expect(await verify({ items, head: await headAt(items) }, mail)).toMatchObject({
      code: 0,
      said: expect.stringContaining('signed at 3, 5'),
    });
  });

  it('needs no head of its own where a mail has the last one', async () => {
    const items = historyOf(happened);
    expect((await verify({ items }, await headAt(items))).code).toBe(0);
  });
});

describe('a history that is not', () => {
  it.each(happened.map((_, index) => index))('is refused without its event %i', async (index) => {
    const items = historyOf(happened);
    const head = await headAt(items);
    const { code, said } = await verify({ items: items.toSpliced(index, 1), head });
    expect(code).toBe(1);
    expect(said).toMatch(/cut/);
  });

  it.each(['at', 'type', 'actor', 'address', 'detail', 'hash'] as const)(
    'is refused where the %s of an event was rewritten',
    async (field) => {
      const items = historyOf(happened);
      const other = { at: '2026-11-23T18:00:00.001Z', type: 'exported', hash: 'a'.repeat(64) };
      const forged = { ...items[1], [field]: field in other ? other[field as 'at'] : 'x' };
      const { code, said } = await verify({
        items: items.with(1, forged as HistoryItem),
        head: await headAt(items),
      });
      expect(code).toBe(1);
      expect(said).toContain('does not hold together at event 2');
    },
  );

  it('is refused where it was rewritten with every hash made anew', async () => {
    const items = historyOf(happened);
    const forged = historyOf(
      happened.with(0, { ...happened[0], at: '2026-11-20T18:00:00.000Z' } as FileEvent),
    );
    const { code, said } = await verify({ items: forged, head: await headAt(items) });
    expect(code).toBe(1);
    expect(said).toContain('rewritten: event 5');
  });

  it('is refused where it was rewritten and signed anew, since the mail knows better', async () => {
    const items = historyOf(happened);
    const forged = historyOf(happened.toSpliced(2, 2));
    const history = { items: forged, head: await headAt(forged) };
    expect((await verify(history)).code).toBe(0);
    const { code, said } = await verify(history, await headAt(items, 3));
    expect(code).toBe(1);
    expect(said).toContain('rewritten: event 3');
    expect(await verify(history, await headAt(items, 5))).toMatchObject({
      code: 1,
      said: expect.stringContaining('cut: event 5'),
    });
  });

  it('is refused where something follows that nobody signed', async () => {
    const items = historyOf(happened);
    const { code, said } = await verify({ items, head: await headAt(items, 4) });
    expect(code).toBe(1);
    expect(said).toContain('Event 4 is the last');
  });

  it('is refused as the history of another file', async () => {
    const items = historyOf(happened);
    const others = historyOf(happened, OTHER);
    expect((await verify({ items: others, head: await headAt(items) })).code).toBe(1);
    const { code, said } = await verify(
      { items, head: await headAt(items) },
      await headAt(others, 5, { file: OTHER }),
    );
    expect(code).toBe(1);
    expect(said).toContain('different files');
  });

  it.each([
    ['by another key', { by: strangers }, 'the signature is wrong'],
    ['as something else', { typ: RECEIPT_TYPE }, 'its type is'],
  ])('is refused with a head that was signed %s', async (_, how, words) => {
    const items = historyOf(happened);
    const { code, said } = await verify({ items, head: await headAt(items, 5, how) });
    expect(code).toBe(1);
    expect(said).toContain(words);
  });
});

describe('what cannot be told', () => {
  it.each([
    [
      'a history without any head',
      async () => ({ history: { items: historyOf(happened) }, heads: [] }),
      /give one with --head/,
    ],
    [
      'the first page of a history',
      async () => {
        const items = historyOf(happened);
        return { history: { items, head: await headAt(items), nextCursor: 'NQ' }, heads: [] };
      },
      /only the beginning/,
    ],
    ['no history', async () => ({ history: { events: [] }, heads: [] }), /^\S+0\.txt is not a history$/],
    [
      'a receipt',
      async () => ({ history: { receipt: 'e', claims: {} }, heads: [] }),
      /^\S+0\.txt is not a history$/,
    ],
    [
      'a history with something beside its events that no hash covers',
      async () => {
        const items = historyOf(happened);
        const noted = items.map((item) => ({ ...item, note: 'nobody signed this' }));
        return { history: { items: noted, head: await headAt(items) }, heads: [] };
      },
      /^\S+0\.txt is not a history$/,
    ],
    [
      'a mail without a head',
      async () => ({ history: { items: historyOf(happened) }, heads: ['Hello'] }),
      /^\S+2\.txt: there is no signed head in it$/,
    ],
    [
      'a mail with two heads',
      async () => {
        const items = historyOf(happened);
        return { history: { items }, heads: [`${await headAt(items, 3)} ${await headAt(items)}`] };
      },
      /^\S+2\.txt: there is more than one signed head in it/,
    ],
  ])('is %s, and it says so in a line', async (_, given, words) => {
    const { history, heads } = await given();
    const { code, said } = await verify(history, ...heads);
    expect(code).toBe(2);
    expect(said).toMatch(words);
    expect(said).not.toContain('\n');
  });
});
