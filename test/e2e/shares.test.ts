import { beforeAll, describe, expect, inject, it } from 'vitest';
import { newId } from '#aws';
import { problemSchema } from '#contract';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { download, downloadReady, inAnHour, share } from '../setup/share-client.ts';
import { signedIn, stranger, uploadEncrypted, userIdOf, type VaultClient } from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const anonymous = stranger(vault);
const PASSWORD = 'password of the share';

let owner: VaultClient;
let id: string;
const file = samplePdf('Angebot für Grace.pdf');
beforeAll(async () => {
  owner = await signedIn(vault);
  id = await uploadEncrypted(owner, file);
});

const open = (token: string) => anonymous.problem('openShare', { body: { token } });
const codeOf = async (token: string) => [
  (await open(token)).code,
  (await anonymous.problem('downloadShare', { body: { token } })).code,
];

describe('a share link', () => {
  it('describes the file, and downloads its bytes as an attachment', async () => {
    const { token, url, ...made } = await share(owner, id);
    expect(new URL(url)).toMatchObject({ pathname: '/s', search: '' });
    // The origin is known only for the embedded vault. Others use the address of their settings.
    if (vault.embedded !== undefined) expect(new URL(url).origin).toBe(new URL(vault.pageUrl).origin);
    expect(made).toMatchObject({ fileId: id, status: 'open', downloads: 0, hasPassword: false });
    expect(await anonymous.call('openShare', { body: { token } })).toEqual({
      name: file.name,
      size: file.bytes.length,
      contentType: 'application/pdf',
      needsPassword: false,
      expiresAt: made.expiresAt,
    });
    const ready = await downloadReady(anonymous, { token });
    const response = await fetch(ready.url);
    expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment.*Angebot/);
    expect(new Date(ready.expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(5 * 60_000);
  });

  it('can be viewed without using up downloads', async () => {
    const { token } = await share(owner, id, { maxDownloads: 1 });
    for (let look = 0; look < 5; look += 1) await anonymous.call('openShare', { body: { token } });
    const { items } = await owner.call('listShares', { params: { id } });
    expect(items[0]).toMatchObject({ downloads: 0, maxDownloads: 1, status: 'open' });
    await downloadReady(anonymous, { token });
    expect(await codeOf(token)).toEqual(['share_exhausted', 'share_exhausted']);
    expect((await owner.call('listShares', { params: { id } })).items[0]).toMatchObject({
      downloads: 1,
      status: 'exhausted',
    });
  });

  it('counts a download grant once, and returns its URL again', async () => {
    const { token } = await share(owner, id, { maxDownloads: 1 });
    const { claim } = await downloadReady(anonymous, { token });
    const again = await Promise.all(
      Array.from({ length: 5 }, () => downloadReady(anonymous, { token, claim })),
    );
    for (const { url } of again) expect((await fetch(url)).status).toBe(200);
    expect((await owner.call('listShares', { params: { id } })).items[0]?.downloads).toBe(1);
  });

  it('with a limit of 10 allows exactly 10 of 50 concurrent downloads', async () => {
    const other = await signedIn(vault);
    const picture = await uploadEncrypted(other);
    const { token } = await share(other, picture, { maxDownloads: 10 });
    const all = await Promise.all(Array.from({ length: 50 }, () => download(anonymous, { token })));
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

  it('with a password requires it once, at the start of a download', async () => {
    const { token } = await share(owner, id, { password: PASSWORD });
    expect((await anonymous.call('openShare', { body: { token } })).needsPassword).toBe(true);
    const refused = async (password?: string) =>
      (await anonymous.problem('downloadShare', { body: { token, password } })).code;
    expect(await refused()).toBe('share_password_required');
    expect(await refused('another password')).toBe('share_password_wrong');
    const { claim } = await downloadReady(anonymous, { token, password: PASSWORD });
    await downloadReady(anonymous, { token, claim });
  });

  it('refuses passwords after ten wrong ones', async () => {
    const { token } = await share(owner, id, { password: PASSWORD });
    const codes: string[] = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const { code } = await anonymous.problem('downloadShare', {
        body: { token, password: `guess ${guess}` },
      });
      codes.push(code);
    }
    expect(codes.at(0)).toBe('share_password_wrong');
    expect(codes.at(-1)).toBe('rate_limited');
  });

  it('is emailed to the people that the owner names, without the password', async () => {
    const to = ['grace', 'alan'].map((name) => `${name}-${newId(new Date()).toLowerCase()}@example.org`);
    await share(owner, id, { notify: [...to, to[0]?.toUpperCase()], password: PASSWORD });
    for (const address of to) {
      const mail = await awaitMail(vault.mailUrl, address, 'A file is shared with you');
      expect(mail.text).toContain(file.name);
      expect(mail.text).toContain(owner.email);
      expect(mail.text).not.toContain(PASSWORD);
      expect((await anonymous.call('openShare', { body: { token: tokenIn(mail) } })).name).toBe(file.name);
      expect(await mailsTo(vault.mailUrl, address)).toHaveLength(1);
    }
  });

  it('shows the current name of the file', async () => {
    const { token } = await share(owner, id);
    await owner.call('renameFile', { params: { id }, body: { name: 'renamed.pdf' } });
    expect((await anonymous.call('openShare', { body: { token } })).name).toBe('renamed.pdf');
    await owner.call('renameFile', { params: { id }, body: { name: file.name } });
  });

  it('repeated with the same Idempotency-Key is the same share with another URL', async () => {
    const headers = { 'idempotency-key': newId(new Date()) };
    const body = { expiresAt: inAnHour() };
    const make = () => owner.call('createShare', { params: { id }, body, headers });
    const [first, second] = [await make(), await make()];
    expect(second.id).toBe(first.id);
    for (const { url } of [first, second])
      await anonymous.call('openShare', { body: { token: url.split('#token=')[1] } });
    await owner.call('revokeShare', { params: { id: first.id } });
    for (const { url } of [first, second])
      expect((await open(url.split('#token=')[1] ?? '')).code).toBe('share_revoked');
  });

  /** A user with an encrypted picture, and an idempotent request for a share of it. */
  async function keyed() {
    const other = await signedIn(vault);
    const picture = await uploadEncrypted(other);
    const asked = {
      params: { id: picture },
      body: { expiresAt: inAnHour() },
      headers: { 'idempotency-key': newId(new Date()) },
    };
    return { other, picture, asked };
  }

  it('requested concurrently with one Idempotency-Key is one share, and all URLs work', async () => {
    const { other, picture, asked } = await keyed();
    const made = await Promise.all(Array.from({ length: 8 }, () => other.call('createShare', asked)));
    expect(new Set(made.map((one) => one.id)).size).toBe(1);
    expect(new Set(made.map(({ url }) => url)).size).toBe(8);
    for (const { url } of made)
      await anonymous.call('openShare', { body: { token: url.split('#token=')[1] } });
    const { items } = await other.call('listShares', { params: { id: picture } });
    expect(items).toHaveLength(1);

    const another = { ...asked, body: { ...asked.body, maxDownloads: 1 } };
    expect(await other.problem('createShare', another)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
  });

  it('repeated with an Idempotency-Key after its file was deleted is refused', async () => {
    const { other, picture, asked } = await keyed();
    await other.call('createShare', asked);
    await other.call('deleteFile', { params: { id: picture } });
    expect(await other.problem('createShare', asked)).toMatchObject({
      status: 409,
      code: 'created_and_gone',
    });
  });

  it('is created for each concurrent request', async () => {
    const other = await signedIn(vault);
    const picture = await uploadEncrypted(other);
    const made = await Promise.all(Array.from({ length: 8 }, () => share(other, picture)));
    const { items } = await other.call('listShares', { params: { id: picture } });
    expect(items.map((one) => one.id).toSorted()).toEqual(made.map((one) => one.id).toSorted());
    // Concurrent requests can also revoke them.
    const revoked = [...items, ...items].map(({ id: shareId }) =>
      other.call('revokeShare', { params: { id: shareId } }),
    );
    await Promise.all(revoked);
    for (const { token } of made) expect((await open(token)).code).toBe('share_revoked');
  });

  it('is emailed to fifty people, and then refused for a while', async () => {
    const other = await signedIn(vault);
    const picture = await uploadEncrypted(other);
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

describe('a share link stops working', () => {
  it('when the owner revokes it, even during a download', async () => {
    const { token, id: shareId } = await share(owner, id);
    const { claim } = await downloadReady(anonymous, { token });
    await owner.call('revokeShare', { params: { id: shareId } });
    expect(await codeOf(token)).toEqual(['share_revoked', 'share_revoked']);
    expect((await anonymous.problem('downloadShare', { body: { token, claim } })).code).toBe('share_revoked');
    await owner.call('revokeShare', { params: { id: shareId } });
    const { items } = await owner.call('listShares', { params: { id } });
    expect(items.find((item) => item.id === shareId)?.status).toBe('revoked');
  });

  it('when it expires', async () => {
    const { token } = await share(owner, id, { expiresAt: new Date(Date.now() + 1500).toISOString() });
    await anonymous.call('openShare', { body: { token } });
    await expect
      .poll(async () => (await anonymous.request('openShare', { body: { token } })).status)
      .toBe(200);
    await expect
      .poll(async () => (await anonymous.request('openShare', { body: { token } })).status)
      .toBe(410);
    expect(await codeOf(token)).toEqual(['share_expired', 'share_expired']);
  });

  it('when the file is deleted, and nothing of it is kept', async () => {
    const deleted = await uploadEncrypted(owner, samplePng('deleted.png'));
    const { token, id: shareId } = await share(owner, deleted);
    const { claim } = await downloadReady(anonymous, { token });
    await owner.call('deleteFile', { params: { id: deleted } });
    expect(await codeOf(token)).toEqual(['share_not_found', 'share_not_found']);
    expect((await anonymous.problem('downloadShare', { body: { token, claim } })).code).toBe(
      'share_not_found',
    );
    expect((await owner.problem('revokeShare', { params: { id: shareId } })).code).toBe('share_not_found');
  });

  it('for an unknown token, or for the download grant of another share', async () => {
    expect(await codeOf('A'.repeat(43))).toEqual(['share_not_found', 'share_not_found']);
    const [one, two] = [await share(owner, id), await share(owner, id)];
    const { claim } = await downloadReady(anonymous, { token: one.token });
    expect((await anonymous.problem('downloadShare', { body: { token: two.token, claim } })).code).toBe(
      'claim_not_found',
    );
  });
});

describe('sharing', () => {
  it('is only for the owner of an encrypted file', async () => {
    const other = await signedIn(vault);
    const body = { expiresAt: inAnHour() };
    const code = async (client: VaultClient, file: string) =>
      (await client.problem('createShare', { params: { id: file }, body })).code;
    expect(await code(other, id)).toBe('file_not_found');
    expect(await code(owner, newId(new Date()))).toBe('file_not_found');
    expect(await code(anonymous, id)).toBe('unauthenticated');
    const declared = { name: 'a.png', contentType: 'image/png', size: 10 };
    const { file: open } = await owner.call('createFile', { body: declared });
    expect(await code(owner, open.id)).toBe('file_not_encrypted');

    const { id: shareId, token } = await share(owner, id);
    expect((await other.problem('listShares', { params: { id } })).code).toBe('file_not_found');
    expect((await other.problem('revokeShare', { params: { id: shareId } })).code).toBe('share_not_found');
    await anonymous.call('openShare', { body: { token } });
  });

  it.each([
    [{}, '/expiresAt'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: '2999-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ expiresAt: inAnHour(), maxDownloads: 0 }, '/maxDownloads'],
    [{ expiresAt: inAnHour(), password: 'short' }, '/password'],
    [{ expiresAt: inAnHour(), notify: ['not an address'] }, '/notify/0'],
    [{ expiresAt: inAnHour(), notify: Array.from({ length: 21 }, (_, n) => `a${n}@example.org`) }, '/notify'],
    [{ expiresAt: inAnHour(), downloads: 3 }, '/downloads'],
  ])('refuses %j', async (body, field) => {
    const { code, errors } = await owner.problem('createShare', { params: { id }, body });
    expect({ code, field: errors?.[0]?.field }).toEqual({ code: 'invalid_request', field });
  });

  it('lists shares newest first, in pages, without their URLs', async () => {
    const other = await signedIn(vault);
    const picture = await uploadEncrypted(other);
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
    'is recorded in the history of the file, and its secrets are stored as hashes',
    async () => {
      using inspector = inspectShared(vault);
      const other = await signedIn(vault);
      const picture = await uploadEncrypted(other);
      const { token, id: shareId } = await share(other, picture, { password: PASSWORD });
      const { claim } = await downloadReady(anonymous, { token, password: PASSWORD });
      await other.call('revokeShare', { params: { id: shareId } });
      expect((await inspector.historyOf(picture)).slice(4)).toEqual([
        'shared',
        'decryption-requested',
        'decrypted',
        'share-downloaded',
        'share-revoked',
      ]);
      const record = JSON.stringify(
        await inspector.item({ pk: `SHARES#${picture}`, sk: `SHARE#${shareId}` }),
      );
      expect(record).toContain(userIdOf(other));
      for (const secret of [token, claim, PASSWORD]) expect(record).not.toContain(secret);
    },
  );
});
