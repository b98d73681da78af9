import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HistoryItem } from '#contract';
import { runCommandLine } from '../../lib/cli/index.ts';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf } from '../setup/sample-files.ts';
import {
  awaitStatus,
  signedIn,
  stranger,
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  type VaultClient,
} from '../setup/vault-client.ts';

const vault = inject('vault');

let client: VaultClient;
let folder: string;
beforeAll(async () => {
  client = await signedIn(vault);
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-history-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Verifies a history offline, against the emails that the owner received. */
async function verify(history: object, ...mails: string[]): Promise<{ code: number; output: string }> {
  const jwks = await stranger(vault).call('jwks');
  const texts = [JSON.stringify(history), JSON.stringify(jwks), ...mails];
  const paths = texts.map((_, index) => join(folder, `${index}.txt`));
  await Promise.all(texts.map((text, index) => writeFile(paths[index] ?? '', text)));
  const [historyFile = '', jwksFile = '', ...mailFiles] = paths;
  const options = mailFiles.flatMap((path) => ['--head', path]);
  const lines: string[] = [];
  const collect = (line: string) => void lines.push(line);
  const code = await runCommandLine(['verify-history', historyFile, '--jwks', jwksFile, ...options], {
    out: collect,
    err: collect,
  });
  return { code, output: lines.join('\n') };
}

describe('the history of a file', () => {
  it('lists events with actor and address, and is verified offline with the email', async () => {
    const owner = await signedIn(vault);
    const id = await uploadEncrypted(owner);
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

  it('survives the deletion of the file; the email about it has the final head', async () => {
    const owner = await signedIn(vault);
    const id = await uploadEncrypted(owner);
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

  it('of an abandoned upload is kept and signed, and sends no email', async () => {
    const { file } = await client.call('createFile', {
      body: { name: 'a.png', size: 1000, contentType: 'image/png' },
    });
    await client.call('deleteFile', { params: { id: file.id } });
    const history = await client.call('getHistory', { params: { id: file.id } });
    expect(history.items.map(({ type }) => type)).toEqual(['created', 'shredded']);
    expect(await verify(history)).toMatchObject({ code: 0 });
  });

  it('records a rejection with its code, and the email has its head', async () => {
    const owner = await signedIn(vault);
    const id = await upload(owner, { ...samplePdf('not-a.png'), contentType: 'image/png' });
    await awaitStatus(owner, id, 'rejected');
    const mail = await awaitMail(vault.mailUrl, owner.email, 'Your file was rejected');
    const history = await owner.call('getHistory', { params: { id } });
    expect(history.items.at(-1)).toMatchObject({ type: 'rejected', detail: 'content_mismatch' });
    expect(await verify(history, mail.text)).toMatchObject({ code: 0 });
  });

  it('comes in pages; the last page has the head', async () => {
    const id = await uploadEncrypted(client);
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

  it('is available only to the owner, also after deletion', async () => {
    const id = await uploadEncrypted(client);
    const other = await signedIn(vault);
    const refused = { status: 404, code: 'file_not_found' };
    expect(await other.problem('getHistory', { params: { id } })).toMatchObject(refused);
    await client.call('deleteFile', { params: { id } });
    expect(await other.problem('getHistory', { params: { id } })).toMatchObject(refused);
    expect(await client.problem('getHistory', { params: { id: UNKNOWN_ID } })).toMatchObject(refused);
    expect(await stranger(vault).problem('getHistory', { params: { id } })).toMatchObject({ status: 401 });
  });

  it.each(['!', 'a', Buffer.from('-1').toString('base64url'), 'x'.repeat(401)])(
    'refuses %j as a cursor',
    async (cursor) => {
      const id = await uploadEncrypted(client);
      expect(await client.problem('getHistory', { params: { id }, query: { cursor } })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );
});
