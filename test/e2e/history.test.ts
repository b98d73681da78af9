import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HistoryItem } from '#contract';
import { runCommandLine } from '../../lib/cli/index.ts';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, stranger, upload, type VaultClient } from '../setup/vault-client.ts';

const vault = inject('vault');
const NO_FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let client: VaultClient;
let folder: string;
beforeAll(async () => {
  client = await signedIn(vault);
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-history-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function encrypted(owner: VaultClient): Promise<string> {
  const id = await upload(owner, samplePdf());
  await awaitStatus(owner, id, 'encrypted');
  return id;
}

/** Verifies a history offline, against the mails as they were read. */
async function verify(history: object, ...mails: string[]): Promise<{ code: number; said: string }> {
  const jwks = await stranger(vault).call('jwks');
  const texts = [JSON.stringify(history), JSON.stringify(jwks), ...mails];
  const paths = texts.map((_, index) => join(folder, `${index}.txt`));
  await Promise.all(texts.map((text, index) => writeFile(paths[index] ?? '', text)));
  const [historyFile = '', jwksFile = '', ...mailFiles] = paths;
  const options = mailFiles.flatMap((path) => ['--head', path]);
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await runCommandLine(['verify-history', historyFile, '--jwks', jwksFile, ...options], {
    out: say,
    err: say,
  });
  return { code, said: lines.join('\n') };
}

describe('the history of a file', () => {
  it('tells what happened, by whom and from where, and is verified offline with what came by mail', async () => {
    const owner = await signedIn(vault);
    const id = await encrypted(owner);
    await owner.call('exportFile', { params: { id } });
    const mail = await awaitMail(vault.mailUrl, owner.email, 'Your file is encrypted');

    const history = await owner.call('getHistory', { params: { id } });
    expect(history.items.map(({ type, actor }) => [type, actor === 'encryptor'])).toEqual([
      ['created', false],
      ['uploaded', false],
      ['encryption-started', true],
      ['encrypted', true],
      ['exported', false],
    ]);
    const [created, , , , exported] = history.items;
    expect(created).toMatchObject({ actor: exported?.actor, address: expect.stringMatching(/[.:]/) });
    expect(history.nextCursor).toBeUndefined();
    expect(await verify(history, mail.text)).toMatchObject({ code: 0 });

    const cut = { ...history, items: history.items.slice(0, 3) };
    expect(await verify(cut, mail.text)).toMatchObject({ code: 1 });
  });

  it('stays when the file is deleted, and ends with that; the mail about it carries the end', async () => {
    const owner = await signedIn(vault);
    const id = await encrypted(owner);
    await owner.call('deleteFile', { params: { id } });
    const mails = await Promise.all(
      ['Your file is encrypted', 'Your file was deleted'].map((subject) =>
        awaitMail(vault.mailUrl, owner.email, subject),
      ),
    );
    const history = await owner.call('getHistory', { params: { id } });
    expect(history.items.at(-1)).toMatchObject({ type: 'shredded', address: expect.any(String) });
    expect(await verify(history, ...mails.map(({ text }) => text))).toMatchObject({ code: 0 });
  });

  it('of an upload that was given up stays too, and its end is signed; no mail bothers anybody', async () => {
    const { file } = await client.call('createFile', {
      body: { name: 'a.png', size: 1000, contentType: 'image/png' },
    });
    await client.call('deleteFile', { params: { id: file.id } });
    const history = await client.call('getHistory', { params: { id: file.id } });
    expect(history.items.map(({ type }) => type)).toEqual(['created', 'shredded']);
    expect(await verify(history)).toMatchObject({ code: 0 });
  });

  it('tells of a rejection, with the code, and so does the head in the mail', async () => {
    const owner = await signedIn(vault);
    const id = await upload(owner, { ...samplePdf('not-a.png'), contentType: 'image/png' });
    await awaitStatus(owner, id, 'rejected');
    const mail = await awaitMail(vault.mailUrl, owner.email, 'Your file was rejected');
    const history = await owner.call('getHistory', { params: { id } });
    expect(history.items.at(-1)).toMatchObject({ type: 'rejected', detail: 'content_mismatch' });
    expect(await verify(history, mail.text)).toMatchObject({ code: 0 });
  });

  it('comes in pages; joined, they are the whole, and the last has the head', async () => {
    const id = await encrypted(client);
    const whole = await client.call('getHistory', { params: { id } });
    const items: HistoryItem[] = [];
    let cursor: string | undefined;
    let head: string | undefined;
    do {
      const query = { limit: '2', ...(cursor !== undefined && { cursor }) };
      const page = await client.call('getHistory', { params: { id }, query });
      expect(page.items).toHaveLength(2);
      expect(page.head === undefined).toBe(page.nextCursor !== undefined);
      items.push(...page.items);
      ({ nextCursor: cursor, head } = page);
    } while (cursor !== undefined);
    expect(items).toEqual(whole.items);
    expect(await verify({ items, head })).toMatchObject({ code: 0 });
  });

  it('is its owner’s alone, of a deleted file too', async () => {
    const id = await encrypted(client);
    const other = await signedIn(vault);
    const refused = { status: 404, code: 'file_not_found' };
    expect(await other.problem('getHistory', { params: { id } })).toMatchObject(refused);
    await client.call('deleteFile', { params: { id } });
    expect(await other.problem('getHistory', { params: { id } })).toMatchObject(refused);
    expect(await client.problem('getHistory', { params: { id: NO_FILE } })).toMatchObject(refused);
    expect(await stranger(vault).problem('getHistory', { params: { id } })).toMatchObject({ status: 401 });
  });

  it.each(['!', 'a', Buffer.from('-1').toString('base64url'), 'x'.repeat(401)])(
    'refuses %j as a cursor',
    async (cursor) => {
      const id = await encrypted(client);
      expect(await client.problem('getHistory', { params: { id }, query: { cursor } })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );
});
