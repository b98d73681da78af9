import { generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { problemSchema } from '#contract';
import { objectKeys, vaultPrefix } from '#vault';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf, samplePng, sampleZip } from '../setup/sample-files.ts';
import {
  awaitStatus,
  signedIn,
  stranger,
  upload,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';
import { inspect } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const MIB = 2 ** 20;
/** A checksum of nothing. */
const SUM = 'A'.repeat(43).concat('=');
const NO_FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let client: VaultClient;
beforeAll(async () => {
  client = await signedIn(vault);
});

const aFile = { name: 'picture.png', size: 1000, contentType: 'image/png' };

describe('a declaration that is refused', () => {
  it.each([
    [
      'a type that is not allowed',
      { ...aFile, name: 'run.exe', contentType: 'application/x-msdownload' },
      422,
      'type_not_allowed',
    ],
    ['an extension that does not fit the type', { ...aFile, name: 'picture.pdf' }, 422, 'extension_mismatch'],
    ['a name without an extension', { ...aFile, name: 'picture' }, 422, 'extension_mismatch'],
    ['a file above the limit', { ...aFile, size: 2 ** 31 + 1 }, 422, 'file_too_large'],
    ['an empty file', { ...aFile, size: 0 }, 400, 'invalid_request'],
    ['a negative size', { ...aFile, size: -1 }, 400, 'invalid_request'],
    ['a size that is no number', { ...aFile, size: '1000' }, 400, 'invalid_request'],
    ['a name with a path', { ...aFile, name: '../../etc/passwd.png' }, 400, 'invalid_request'],
    ['a name with a control character', { ...aFile, name: 'a\u0000b.png' }, 400, 'invalid_request'],
    ['a name that turns its end around', { ...aFile, name: 'cod\u202Egnp.exe.png' }, 400, 'invalid_request'],
    ['a name of 10,000 characters', { ...aFile, name: `${'x'.repeat(10_000)}.png` }, 400, 'invalid_request'],
    ['a field that nobody knows', { ...aFile, colour: 'red' }, 400, 'invalid_request'],
    ['a missing field', { name: 'picture.png', size: 1000 }, 400, 'invalid_request'],
    ['no object at all', [], 400, 'invalid_request'],
    ['a body that is not JSON', '{"name": ', 400, 'malformed_json'],
  ])('%s', async (_, body, status, code) => {
    expect(await client.problem('createFile', { body })).toMatchObject({ status, code });
  });

  it('names every field that is wrong', async () => {
    const { errors } = await client.problem('createFile', {
      body: { name: '', size: 0, contentType: 'image/png', colour: 1 },
    });
    expect(errors?.map(({ field }) => field).sort()).toEqual(['/colour', '/name', '/size']);
  });

  it('a body that is not declared as JSON, in UTF-8', async () => {
    for (const type of ['text/plain', 'application/json5', 'application/json; charset=iso-8859-1']) {
      const problem = await client.problem('createFile', {
        body: JSON.stringify(aFile),
        headers: { 'content-type': type },
      });
      expect(problem).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
  });

  it('a body where none is taken', async () => {
    expect(await client.problem('retryFile', { params: { id: NO_FILE }, body: {} })).toMatchObject({
      code: 'invalid_request',
    });
  });

  it('a body that is too large', async () => {
    const body = JSON.stringify({ ...aFile, name: 'x'.repeat(1_100_000) });
    expect(await client.problem('createFile', { body })).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it('a hundred thousand fields, each of them wrong, in an answer of no great length', async () => {
    const fields = Array.from({ length: 100_000 }, (_, index) => [index.toString(36), 1]);
    const body = { partNumbers: [1], sha256: Object.fromEntries(fields) };
    const problem = await client.problem('signParts', { params: { id: NO_FILE }, body });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors).toHaveLength(100);
  });

  it('a body that is not UTF-8', async () => {
    const response = await fetch(new URL('/api/files', vault.pageUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${client.accessToken}`, 'content-type': 'application/json' },
      // JSON in all other respects, and a name that is fine where the byte is a letter.
      body: Buffer.from(JSON.stringify({ ...aFile, name: 'm\u00fcll.pdf' }), 'latin1'),
    });
    expect(problemSchema.parse(await response.json())).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it('leaves nothing behind', async () => {
    expect((await client.call('listFiles')).items.filter(({ status }) => status === 'uploading')).toEqual([]);
  });
});

describe('who calls', () => {
  it.each(['listFiles', 'createFile', 'validate', 'logout', 'listOperations'] as const)(
    '%s wants a token before anything else',
    async (name) => {
      const response = await stranger(vault).request(name, name === 'createFile' ? { body: 'rubbish' } : {});
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(problemSchema.parse(await response.json())).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
    },
  );

  it('a token that somebody else has signed is no token', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const { keys } = await client.call('jwks');
    const forged = await new SignJWT({ sid: NO_FILE })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys[0]?.kid ?? '' })
      .setSubject(NO_FILE)
      .setIssuer('encrypt5')
      .setAudience('encrypt5/api')
      .setExpirationTime('5m')
      .sign(privateKey);
    expect(await withToken(client, forged).problem('listFiles')).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  it.each([
    ['without a signature', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['with another payload', (token: string) => token.replace(/\.[^.]+\./, `.${btoa('{"sub":"x"}')}.`)],
    [
      'with the algorithm "none"',
      (token: string) => token.replace(/^[^.]+/, btoa('{"alg":"none","typ":"at+jwt"}')),
    ],
    ['that is rubbish', () => 'rubbish'],
  ])('a token %s is refused', async (_, forge) => {
    const problem = await withToken(client, forge(client.accessToken ?? '')).problem('listFiles');
    expect(problem).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it("another user's file is no file, on every route", async () => {
    const id = await upload(client, samplePng('mine.png'));
    await awaitStatus(client, id, 'encrypted');
    const other = await signedIn(vault);
    const params = { id };
    for (const name of [
      'getFile',
      'deleteFile',
      'renewUpload',
      'listParts',
      'retryFile',
      'decryptFile',
    ] as const) {
      expect(await other.problem(name, { params }), name).toMatchObject({
        status: 404,
        code: 'file_not_found',
      });
    }
    expect(await other.problem('signParts', { params, body: { partNumbers: [1] } })).toMatchObject({
      code: 'file_not_found',
    });
    const parts = [{ partNumber: 1, etag: '"x"' }];
    expect(await other.problem('completeUpload', { params, body: { parts } })).toMatchObject({
      code: 'file_not_found',
    });
    const { operation } = await client.call('decryptFile', { params });
    expect(await other.problem('getOperation', { params: { id: operation.id } })).toMatchObject({
      code: 'operation_not_found',
    });
    expect((await other.call('listFiles')).items).toEqual([]);
    expect((await other.call('listOperations')).items).toEqual([]);
    await client.call('getFile', { params });
  });

  it('ids that are none are told apart from files that are none', async () => {
    expect(await client.problem('getFile', { params: { id: 'rubbish' } })).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
    expect(await client.problem('getFile', { params: { id: NO_FILE } })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
  });

  it('unknown routes and methods are answered in the same form', async () => {
    const at = async (path: string, method: string) => {
      const response = await fetch(new URL(path, vault.pageUrl), { method });
      return { ...problemSchema.parse(await response.json()), allow: response.headers.get('allow') };
    };
    for (const path of ['/api/nothing', '/api/', '/api/files/', '/api/config/', '/api/health/auth/'])
      expect(await at(path, 'GET'), path).toMatchObject({
        status: 404,
        code: 'route_not_found',
        allow: null,
      });
    expect(await at('/api/files', 'PATCH')).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      allow: 'POST, GET',
    });
  });

  it('a cursor of nobody, and a limit out of bounds', async () => {
    expect(await client.problem('listFiles', { query: { cursor: 'AAAA' } })).toMatchObject({
      code: 'invalid_request',
    });
    expect(await client.problem('listFiles', { query: { limit: '1000' } })).toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('an upload that is not what was declared', () => {
  it('is refused by S3 if its length, its type or its place differ', async () => {
    const { bytes } = samplePng();
    const { upload: way } = await client.call('createFile', { body: { ...aFile, size: bytes.length } });
    if (way.kind !== 'single') throw new Error('a small file goes in one piece');
    const put = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>, url = way.url) =>
      fetch(url, { method: 'PUT', headers, body });
    const same = new Uint8Array(bytes);
    expect((await put(new Uint8Array(bytes.length + 1), way.headers)).status).toBe(403);
    expect((await put(same, { ...way.headers, 'content-type': 'text/html' })).status).toBe(403);
    expect((await put(same, { 'content-type': 'image/png' })).status).toBe(403);
    expect((await put(same, way.headers, way.url.replace(/(\/[0-9A-Z]{26})\?/, '$1x?'))).status).toBe(403);
    expect((await put(same, way.headers)).status).toBe(200);
    expect((await put(same, way.headers)).status).toBe(412);
  });

  it.each([
    ['a PDF that calls itself a PNG', { ...samplePdf(), name: 'picture.png', contentType: 'image/png' }],
    [
      'a PNG that calls itself a ZIP',
      { ...samplePng(), name: 'archive.zip', contentType: 'application/zip' },
    ],
    [
      'text that calls itself a PDF',
      { name: 'a.pdf', contentType: 'application/pdf', bytes: Buffer.from('hello') },
    ],
  ])('is rejected by its content: %s', async (_, file) => {
    const id = await upload(client, file);
    const rejected = await awaitStatus(client, id, 'rejected');
    expect(rejected.error).toMatchObject({ code: 'content_mismatch' });
    await awaitMail(vault.mailUrl, client.email, 'Your file was rejected');
    expect(await client.problem('decryptFile', { params: { id } })).toMatchObject({
      status: 409,
      code: 'file_not_encrypted',
    });
    expect(await client.problem('retryFile', { params: { id } })).toMatchObject({
      status: 409,
      code: 'file_not_failed',
    });
    expect(await client.problem('renewUpload', { params: { id } })).toMatchObject({
      status: 409,
      code: 'upload_not_open',
    });
    await client.call('deleteFile', { params: { id } });
  });

  it('in parts: a missing part, a wrong part and an unknown part are named, and the upload goes on', async () => {
    const { name, contentType, bytes } = sampleZip('parts.zip', 20 * MIB);
    const { file, upload: way } = await client.call('createFile', {
      body: { name, contentType, size: bytes.length },
    });
    if (way.kind !== 'multipart') throw new Error('a large file goes in parts');
    const params = { id: file.id };
    const part = (number: number) =>
      new Uint8Array(bytes.subarray((number - 1) * way.partSize, number * way.partSize));
    expect(
      await client.problem('signParts', { params, body: { partNumbers: [way.parts + 1] } }),
    ).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: '/partNumbers/0' }],
    });
    expect(await client.problem('signParts', { params, body: { partNumbers: [] } })).toMatchObject({
      code: 'invalid_request',
    });

    const { parts } = await client.call('signParts', { params, body: { partNumbers: [1, 2] } });
    const send = async (index: number, body: Uint8Array<ArrayBuffer>) =>
      fetch(parts[index]?.url ?? '', { method: 'PUT', body });
    expect((await send(0, part(2))).status).toBe(403);
    const first = (await send(0, part(1))).headers.get('etag') ?? '';
    const onlyFirst = [{ partNumber: 1, etag: first }];
    expect(await client.problem('completeUpload', { params, body: { parts: onlyFirst } })).toMatchObject({
      status: 409,
      code: 'parts_missing',
    });
    expect((await client.call('listParts', { params })).items).toMatchObject([
      { partNumber: 1, etag: first, size: way.partSize },
    ]);

    const second = (await send(1, part(2))).headers.get('etag') ?? '';
    const swapped = [
      { partNumber: 1, etag: second },
      { partNumber: 2, etag: first },
    ];
    expect(await client.problem('completeUpload', { params, body: { parts: swapped } })).toMatchObject({
      status: 409,
      code: 'part_mismatch',
    });
    const right = [...onlyFirst, { partNumber: 2, etag: second }];
    const more = [...right, { partNumber: 3, etag: second }];
    expect(await client.problem('completeUpload', { params, body: { parts: more } })).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: '/parts/2/partNumber', message: 'there are 2 parts' }],
    });
    const twice = [{ partNumber: 1, etag: '"0"' }, ...right];
    expect(await client.problem('completeUpload', { params, body: { parts: twice } })).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: '/parts/1/partNumber', message: 'named before' }],
    });
    await client.call('completeUpload', { params, body: { parts: right } });
    await awaitStatus(client, file.id, 'encrypted');
  });

  it.each([
    ['with a checksum signs no part without one', true, [1], {}, ['/sha256/1']],
    [
      'with a checksum takes no sum of a part that is not asked for',
      true,
      [1],
      { 1: SUM, 2: SUM },
      ['/sha256/2'],
    ],
    ['without a checksum takes no sums', false, [1], { 1: SUM }, ['/sha256/1']],
  ])('%s', async (_, isSummed, partNumbers, sha256, fields) => {
    const body = { ...aFile, size: 20 * MIB, ...(isSummed && { sha256: 'ab'.repeat(32) }) };
    const { file } = await client.call('createFile', { body });
    const params = { id: file.id };
    const { errors = [] } = await client.problem('signParts', { params, body: { partNumbers, sha256 } });
    expect(errors.map(({ field }) => field)).toEqual(fields);
    await client.call('deleteFile', { params });
  });

  it('in one piece: there are no parts to sign', async () => {
    const { file } = await client.call('createFile', { body: aFile });
    const problem = await client.problem('signParts', {
      params: { id: file.id },
      body: { partNumbers: [1] },
    });
    expect(problem).toMatchObject({ status: 409, code: 'upload_not_multipart' });
    await client.call('deleteFile', { params: { id: file.id } });
  });

  it('that was given up can no longer be renewed', async () => {
    const { file } = await client.call('createFile', { body: aFile });
    await client.call('deleteFile', { params: { id: file.id } });
    expect(await client.problem('renewUpload', { params: { id: file.id } })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
  });

  it.runIf(vault.embedded !== undefined).each([
    ['was given up', (id: string) => client.call('deleteFile', { params: { id } })],
    ['was encrypted', (id: string) => awaitStatus(client, id, 'encrypted')],
  ])('whose signed address is used after its file %s is deleted as it arrives', async (how, happens) => {
    const { awsUrl = '', ...credentials } = vault.embedded ?? { accessKeyId: '', secretAccessKey: '' };
    using inside = inspect({ region: 'eu-west-1', endpoint: awsUrl, credentials });
    const { bytes } = samplePng();
    const { file, upload: way } = await client.call('createFile', { body: { ...aFile, size: bytes.length } });
    if (way.kind !== 'single') throw new Error('a small file goes in one piece');
    const send = () => fetch(way.url, { method: 'PUT', headers: way.headers, body: new Uint8Array(bytes) });
    if (how === 'was encrypted') await send();
    await happens(file.id);

    expect((await send()).status).toBe(200);
    const { user } = await client.call('validate');
    const left = () => inside.objectsIn('staging', objectKeys.staging(user.id, file.id));
    await expect.poll(left, { timeout: 60_000 }).toEqual([]);
    expect(await inside.objectsIn('vault', vaultPrefix(user.id, file.id))).toHaveLength(
      how === 'was encrypted' ? 1 : 0,
    );
  });
});
