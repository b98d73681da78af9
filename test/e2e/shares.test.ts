import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { newId } from '#aws';
import { problemSchema } from '#contract';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { download, downloadReady, inAnHour, share } from '../setup/share-client.ts';
import { awaitStatus, signedIn, stranger, upload, type VaultClient } from '../setup/vault-client.ts';
import { inspect } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const anybody = stranger(vault);
const PASSWORD = 'told by telephone';

let owner: VaultClient;
let id: string;
const file = samplePdf('Angebot für Grace.pdf');
beforeAll(async () => {
  owner = await signedIn(vault);
  id = await upload(owner, file);
  await awaitStatus(owner, id, 'encrypted');
});

const open = (token: string) => anybody.problem('openShare', { body: { token } });
const codeOf = async (token: string) => [
  (await open(token)).code,
  (await anybody.problem('downloadShare', { body: { token } })).code,
];

describe('a link to a file', () => {
  it('says what it leads to, and gives the very bytes to whoever has it, as an attachment', async () => {
    const { token, url, ...made } = await share(owner, id);
    expect(new URL(url)).toMatchObject({ pathname: '/s', search: '' });
    // A vault without a page of its own answers the address that its settings name.
    if (vault.embedded !== undefined) expect(new URL(url).origin).toBe(new URL(vault.pageUrl).origin);
    expect(made).toMatchObject({ fileId: id, status: 'open', downloads: 0, hasPassword: false });
    expect(await anybody.call('openShare', { body: { token } })).toEqual({
      name: file.name,
      size: file.bytes.length,
      contentType: 'application/pdf',
      needsPassword: false,
      expiresAt: made.expiresAt,
    });
    const ready = await downloadReady(anybody, { token });
    const response = await fetch(ready.url);
    expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment.*Angebot/);
    expect(new Date(ready.expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(5 * 60_000);
  });

  it('costs nothing to look at, however often', async () => {
    const { token } = await share(owner, id, { maxDownloads: 1 });
    for (let look = 0; look < 5; look += 1) await anybody.call('openShare', { body: { token } });
    const { items } = await owner.call('listShares', { params: { id } });
    expect(items[0]).toMatchObject({ downloads: 0, maxDownloads: 1, status: 'open' });
    await downloadReady(anybody, { token });
    expect(await codeOf(token)).toEqual(['share_exhausted', 'share_exhausted']);
    expect((await owner.call('listShares', { params: { id } })).items[0]).toMatchObject({
      downloads: 1,
      status: 'exhausted',
    });
  });

  it('counts a claim once, and gives its address again to whoever lost the answer', async () => {
    const { token } = await share(owner, id, { maxDownloads: 1 });
    const { claim } = await downloadReady(anybody, { token });
    const again = await Promise.all(
      Array.from({ length: 5 }, () => downloadReady(anybody, { token, claim })),
    );
    for (const { url } of again) expect((await fetch(url)).status).toBe(200);
    expect((await owner.call('listShares', { params: { id } })).items[0]?.downloads).toBe(1);
  });

  it('that may be used 10 times gives exactly 10 of 50 downloads at once', async () => {
    const other = await signedIn(vault);
    const picture = await upload(other, samplePng());
    await awaitStatus(other, picture, 'encrypted');
    const { token } = await share(other, picture, { maxDownloads: 10 });
    const all = await Promise.all(Array.from({ length: 50 }, () => download(anybody, { token })));
    const given = all.flatMap(({ answer }) => (answer?.status === 'ready' ? [answer.url] : []));
    const refused = all.filter(({ response }) => response.status !== 202);
    expect(given).toHaveLength(10);
    for (const { response } of refused)
      expect(problemSchema.parse(await response.json()).code).toBe('share_exhausted');
    const { items } = await other.call('listShares', { params: { id: picture } });
    expect(items[0]).toMatchObject({ downloads: 10, status: 'exhausted' });
    const { items: operations } = await other.call('listOperations');
    expect(operations.map(({ kind }) => kind)).toEqual(['share']);
    await awaitMail(vault.mailUrl, other.email, 'A file that you shared was downloaded');
    const mails = await mailsTo(vault.mailUrl, other.email);
    expect(mails.filter(({ subject }) => subject === 'A file that you shared was downloaded')).toHaveLength(
      1,
    );
    expect(mails.filter(({ subject }) => subject === 'Your file is ready to download')).toEqual([]);
  });

  it('with a password asks for it once, when a download begins', async () => {
    const { token } = await share(owner, id, { password: PASSWORD });
    expect((await anybody.call('openShare', { body: { token } })).needsPassword).toBe(true);
    const refused = async (password?: string) =>
      (await anybody.problem('downloadShare', { body: { token, password } })).code;
    expect(await refused()).toBe('share_password_required');
    expect(await refused('told by letter')).toBe('share_password_wrong');
    const { claim } = await downloadReady(anybody, { token, password: PASSWORD });
    await downloadReady(anybody, { token, claim });
  });

  it('whose password somebody guesses is closed to him after a few times', async () => {
    const { token } = await share(owner, id, { password: PASSWORD });
    const codes: string[] = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const { code } = await anybody.problem('downloadShare', {
        body: { token, password: `guess ${guess}` },
      });
      codes.push(code);
    }
    expect(codes.at(0)).toBe('share_password_wrong');
    expect(codes.at(-1)).toBe('rate_limited');
  });

  it('is sent to whom its owner names, with words of ours around it', async () => {
    const to = ['grace', 'alan'].map((name) => `${name}-${newId(new Date()).toLowerCase()}@example.org`);
    await share(owner, id, { notify: [...to, to[0]?.toUpperCase()], password: PASSWORD });
    for (const address of to) {
      const mail = await awaitMail(vault.mailUrl, address, 'A file is shared with you');
      expect(mail.text).toContain(file.name);
      expect(mail.text).toContain(owner.email);
      expect(mail.text).not.toContain(PASSWORD);
      expect((await anybody.call('openShare', { body: { token: tokenIn(mail) } })).name).toBe(file.name);
      expect(await mailsTo(vault.mailUrl, address)).toHaveLength(1);
    }
  });

  it('is good under the name that the file has now', async () => {
    const { token } = await share(owner, id);
    await owner.call('renameFile', { params: { id }, body: { name: 'renamed.pdf' } });
    expect((await anybody.call('openShare', { body: { token } })).name).toBe('renamed.pdf');
    await owner.call('renameFile', { params: { id }, body: { name: file.name } });
  });

  it('that is made again with the same Idempotency-Key is the same share, though another link', async () => {
    const headers = { 'idempotency-key': newId(new Date()) };
    const body = { expiresAt: inAnHour() };
    const make = () => owner.call('createShare', { params: { id }, body, headers });
    const [first, second] = [await make(), await make()];
    expect(second.id).toBe(first.id);
    for (const { url } of [first, second])
      await anybody.call('openShare', { body: { token: url.split('#token=')[1] } });
    await owner.call('revokeShare', { params: { id: first.id } });
    for (const { url } of [first, second])
      expect((await open(url.split('#token=')[1] ?? '')).code).toBe('share_revoked');
  });

  /** A picture of somebody's own, and how he asks for a link to it such that he may ask again. */
  async function keyed() {
    const other = await signedIn(vault);
    const picture = await upload(other, samplePng());
    await awaitStatus(other, picture, 'encrypted');
    const asked = {
      params: { id: picture },
      body: { expiresAt: inAnHour() },
      headers: { 'idempotency-key': newId(new Date()) },
    };
    return { other, picture, asked };
  }

  it('that is asked for many times at once with one Idempotency-Key is one share, and all links open it', async () => {
    const { other, picture, asked } = await keyed();
    const made = await Promise.all(Array.from({ length: 8 }, () => other.call('createShare', asked)));
    expect(new Set(made.map((one) => one.id)).size).toBe(1);
    expect(new Set(made.map(({ url }) => url)).size).toBe(8);
    for (const { url } of made) await anybody.call('openShare', { body: { token: url.split('#token=')[1] } });
    const { items } = await other.call('listShares', { params: { id: picture } });
    expect(items).toHaveLength(1);

    const another = { ...asked, body: { ...asked.body, maxDownloads: 1 } };
    expect(await other.problem('createShare', another)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
  });

  it('that was asked for with an Idempotency-Key and comes again when its file is deleted is gone', async () => {
    const { other, picture, asked } = await keyed();
    await other.call('createShare', asked);
    await other.call('deleteFile', { params: { id: picture } });
    expect(await other.problem('createShare', asked)).toMatchObject({
      status: 409,
      code: 'created_and_gone',
    });
  });

  it('is made for each of those who ask at once', async () => {
    const other = await signedIn(vault);
    const picture = await upload(other, samplePng());
    await awaitStatus(other, picture, 'encrypted');
    const made = await Promise.all(Array.from({ length: 8 }, () => share(other, picture)));
    const { items } = await other.call('listShares', { params: { id: picture } });
    expect(items.map((one) => one.id).toSorted()).toEqual(made.map((one) => one.id).toSorted());
    // And is revoked by as many.
    const revoked = [...items, ...items].map(({ id: shareId }) =>
      other.call('revokeShare', { params: { id: shareId } }),
    );
    await Promise.all(revoked);
    for (const { token } of made) expect((await open(token)).code).toBe('share_revoked');
  });

  it('is mailed to fifty people in a row, and then to nobody for a while', async () => {
    const other = await signedIn(vault);
    const picture = await upload(other, samplePng());
    await awaitStatus(other, picture, 'encrypted');
    const group = newId(new Date()).toLowerCase();
    const to = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `${group}-${from + index}@example.org`);
    for (const notify of [to(0, 20), to(20, 20), to(40, 10)]) await share(other, picture, { notify });
    const body = { expiresAt: inAnHour(), notify: to(50, 1) };
    const response = await other.request('createShare', { params: { id: picture }, body });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    await share(other, picture);
    expect((await other.call('listShares', { params: { id: picture } })).items).toHaveLength(4);
  });
});

describe('a link opens nothing any more', () => {
  it('from the moment at which its owner revokes it, not even for who has begun', async () => {
    const { token, id: shareId } = await share(owner, id);
    const { claim } = await downloadReady(anybody, { token });
    await owner.call('revokeShare', { params: { id: shareId } });
    expect(await codeOf(token)).toEqual(['share_revoked', 'share_revoked']);
    expect((await anybody.problem('downloadShare', { body: { token, claim } })).code).toBe('share_revoked');
    await owner.call('revokeShare', { params: { id: shareId } });
    const { items } = await owner.call('listShares', { params: { id } });
    expect(items.find((item) => item.id === shareId)?.status).toBe('revoked');
  });

  it('from the moment at which it ends', async () => {
    const { token } = await share(owner, id, { expiresAt: new Date(Date.now() + 1500).toISOString() });
    await anybody.call('openShare', { body: { token } });
    await expect.poll(async () => (await anybody.request('openShare', { body: { token } })).status).toBe(200);
    await expect.poll(async () => (await anybody.request('openShare', { body: { token } })).status).toBe(410);
    expect(await codeOf(token)).toEqual(['share_expired', 'share_expired']);
  });

  it('from the moment at which the file is deleted, and nothing of it is kept', async () => {
    const doomed = await upload(owner, samplePng('doomed.png'));
    await awaitStatus(owner, doomed, 'encrypted');
    const { token, id: shareId } = await share(owner, doomed);
    const { claim } = await downloadReady(anybody, { token });
    await owner.call('deleteFile', { params: { id: doomed } });
    expect(await codeOf(token)).toEqual(['share_not_found', 'share_not_found']);
    expect((await anybody.problem('downloadShare', { body: { token, claim } })).code).toBe('share_not_found');
    expect((await owner.problem('revokeShare', { params: { id: shareId } })).code).toBe('share_not_found');
  });

  it('that was never one, or belongs to another claim', async () => {
    expect(await codeOf('A'.repeat(43))).toEqual(['share_not_found', 'share_not_found']);
    const [one, two] = [await share(owner, id), await share(owner, id)];
    const { claim } = await downloadReady(anybody, { token: one.token });
    expect((await anybody.problem('downloadShare', { body: { token: two.token, claim } })).code).toBe(
      'claim_not_found',
    );
  });
});

describe('sharing', () => {
  it('is for the owner of an encrypted file alone', async () => {
    const other = await signedIn(vault);
    const body = { expiresAt: inAnHour() };
    const code = async (client: VaultClient, file: string) =>
      (await client.problem('createShare', { params: { id: file }, body })).code;
    expect(await code(other, id)).toBe('file_not_found');
    expect(await code(owner, newId(new Date()))).toBe('file_not_found');
    expect(await code(anybody, id)).toBe('unauthenticated');
    const declared = { name: 'a.png', contentType: 'image/png', size: 10 };
    const { file: open } = await owner.call('createFile', { body: declared });
    expect(await code(owner, open.id)).toBe('file_not_encrypted');

    const { id: shareId, token } = await share(owner, id);
    expect((await other.problem('listShares', { params: { id } })).code).toBe('file_not_found');
    expect((await other.problem('revokeShare', { params: { id: shareId } })).code).toBe('share_not_found');
    await anybody.call('openShare', { body: { token } });
  });

  it.each([
    [{}, '/expiresAt'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: '2999-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ expiresAt: inAnHour(), maxDownloads: 0 }, '/maxDownloads'],
    [{ expiresAt: inAnHour(), password: 'short' }, '/password'],
    [{ expiresAt: inAnHour(), notify: ['nobody'] }, '/notify/0'],
    [{ expiresAt: inAnHour(), notify: Array.from({ length: 21 }, (_, n) => `a${n}@example.org`) }, '/notify'],
    [{ expiresAt: inAnHour(), downloads: 3 }, '/downloads'],
  ])('refuses %j', async (body, field) => {
    const { code, errors } = await owner.problem('createShare', { params: { id }, body });
    expect({ code, field: errors?.[0]?.field }).toEqual({ code: 'invalid_request', field });
  });

  it('lists shares newest first, page by page, without their links', async () => {
    const other = await signedIn(vault);
    const picture = await upload(other, samplePng());
    await awaitStatus(other, picture, 'encrypted');
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.unshift((await share(other, picture)).id);
    const first = await other.call('listShares', { params: { id: picture }, query: { limit: '2' } });
    const query = { limit: '2', cursor: first.nextCursor ?? '' };
    const second = await other.call('listShares', { params: { id: picture }, query });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(made);
    expect(second.nextCursor).toBeUndefined();
    const all = await other.call('listShares', { params: { id: picture }, query: { limit: '3' } });
    expect({ shares: all.items.length, next: all.nextCursor }).toEqual({ shares: 3, next: undefined });
    expect(JSON.stringify(first)).not.toContain('token');
  });

  it.runIf(vault.embedded !== undefined)(
    'stands in the file’s history, and its secrets are kept as hashes',
    async () => {
      const { awsUrl = '', ...credentials } = vault.embedded ?? { accessKeyId: '', secretAccessKey: '' };
      using inside = inspect({ region: 'eu-west-1', endpoint: awsUrl, credentials });
      const other = await signedIn(vault);
      const picture = await upload(other, samplePng());
      await awaitStatus(other, picture, 'encrypted');
      const { token, id: shareId } = await share(other, picture, { password: PASSWORD });
      const { claim } = await downloadReady(anybody, { token, password: PASSWORD });
      await other.call('revokeShare', { params: { id: shareId } });
      expect((await inside.historyOf(picture)).slice(4)).toEqual([
        'shared',
        'decryption-requested',
        'decrypted',
        'share-downloaded',
        'share-revoked',
      ]);
      const record = JSON.stringify(await inside.item({ pk: `SHARES#${picture}`, sk: `SHARE#${shareId}` }));
      expect(record).toContain(decodeJwt(other.accessToken ?? '').sub);
      for (const secret of [token, claim, PASSWORD]) expect(record).not.toContain(secret);
    },
  );
});
