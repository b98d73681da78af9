import { describe, expect, inject, it } from 'vitest';
import { newId } from '#aws';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf, samplePng, sampleZip } from '../setup/sample-files.ts';
import {
  decryptAndDownload,
  signedIn,
  stranger,
  upload,
  uploadEncrypted,
  userIdOf,
} from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');

describe('renaming a file', () => {
  it('changes the name everywhere, in NFC, including the download', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePdf('draft.pdf'));
    const name = 'Vertra\u0308ge.PDF';
    const renamed = await client.call('renameFile', { params: { id }, body: { name } });
    expect(renamed).toEqual(await client.call('getFile', { params: { id } }));
    expect(renamed.name).toBe(name.normalize('NFC'));
    expect((await client.call('listFiles')).items[0]?.name).toBe(name.normalize('NFC'));
    const { response } = await decryptAndDownload(client, id);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('Verträge.PDF'));
  });

  it('does not disturb encryption, however often it happens', async () => {
    const client = await signedIn(vault);
    const id = await upload(client, sampleZip('busy.zip', 20 * 2 ** 20));
    let count = 0;
    for (let status = ''; status !== 'encrypted'; count += 1) {
      const answer = await client.request('renameFile', {
        params: { id },
        body: { name: `busy-${count}.zip` },
      });
      expect([200, 409]).toContain(answer.status);
      ({ status } = await client.call('getFile', { params: { id } }));
    }
    expect(count).toBeGreaterThan(1);
    const mail = await awaitMail(vault.mailUrl, client.email, 'Your file is encrypted');
    expect(mail.text).toMatch(/busy-\d+\.zip/);
  });

  it.runIf(vault.embedded !== undefined)('is recorded in the history once, without the names', async () => {
    using inspector = inspectShared(vault);
    const client = await signedIn(vault);
    const body = { name: 'secret-plan.png', contentType: 'image/png', size: 100 };
    const { file } = await client.call('createFile', { body });
    const rename = () =>
      client.call('renameFile', { params: { id: file.id }, body: { name: 'harmless-name.png' } });
    await rename();
    await rename();
    expect(await inspector.historyOf(file.id)).toEqual(['created', 'renamed']);
    const event = await inspector.item({ pk: `FILE#${file.id}`, sk: 'EVENT#00000002' });
    expect(JSON.stringify(event)).not.toMatch(/plan|harmless/);
    expect(event).toMatchObject({ actor: userIdOf(client) });
  });

  it('accepts concurrent renames, and one of the names remains', async () => {
    const client = await signedIn(vault);
    const body = { name: 'a.png', contentType: 'image/png', size: 100 };
    const { file } = await client.call('createFile', { body });
    const names = Array.from({ length: 6 }, (_, index) => `${index}.png`);
    const answers = await Promise.all(
      names.map((name) => client.request('renameFile', { params: { id: file.id }, body: { name } })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(names).toContain((await client.call('getFile', { params: { id: file.id } })).name);
  });

  it('validates a name as for a new file', async () => {
    const client = await signedIn(vault);
    const id = await upload(client, samplePng('picture.png'));
    const wrong = async (name: unknown) =>
      (await client.problem('renameFile', { params: { id }, body: { name } })).code;
    expect(await wrong('picture.pdf')).toBe('extension_mismatch');
    expect(await wrong('picture')).toBe('extension_mismatch');
    for (const name of ['', 'a/b.png', '..', 'a\u202egnp.png', 'a\n.png', 7, `${'x'.repeat(300)}.png`])
      expect(await wrong(name)).toBe('invalid_request');
    expect((await client.problem('renameFile', { params: { id }, body: {} })).code).toBe('invalid_request');
    expect((await client.call('getFile', { params: { id } })).name).toBe('picture.png');
  });

  it('is only for the owner', async () => {
    const [client, other] = [await signedIn(vault), await signedIn(vault)];
    const id = await upload(client, samplePng());
    const body = { name: 'mine.png' };
    expect(await other.problem('renameFile', { params: { id }, body })).toMatchObject({
      code: 'file_not_found',
    });
    const unknownFile = { params: { id: newId(new Date()) }, body };
    expect(await client.problem('renameFile', unknownFile)).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
    expect(await stranger(vault).problem('renameFile', { params: { id }, body })).toMatchObject({
      status: 401,
    });
  });
});
