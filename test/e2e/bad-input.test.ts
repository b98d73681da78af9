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
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const MIB = 2 ** 20;
/** A well-formed SHA-256 checksum in base64. */
const CHECKSUM = 'A'.repeat(43).concat('=');

let client: VaultClient;
beforeAll(async () => {
  client = await signedIn(vault);
});

const validFile = { name: 'picture.png', size: 1000, contentType: 'image/png' };

describe('an invalid request', () => {
  it.each([
    [
      'a type that is not allowed',
      { ...validFile, name: 'run.exe', contentType: 'application/x-msdownload' },
      422,
      'type_not_allowed',
    ],
    [
      'an extension that does not fit the type',
      { ...validFile, name: 'picture.pdf' },
      422,
      'extension_mismatch',
    ],
    ['a name without an extension', { ...validFile, name: 'picture' }, 422, 'extension_mismatch'],
    ['a file above the limit', { ...validFile, size: 2 ** 31 + 1 }, 422, 'file_too_large'],
    ['an empty file', { ...validFile, size: 0 }, 400, 'invalid_request'],
    ['a negative size', { ...validFile, size: -1 }, 400, 'invalid_request'],
    ['a size that is not a number', { ...validFile, size: '1000' }, 400, 'invalid_request'],
    ['a name with a path', { ...validFile, name: '../../etc/passwd.png' }, 400, 'invalid_request'],
    ['a name with a control character', { ...validFile, name: 'a\u0000b.png' }, 400, 'invalid_request'],
    [
      'a name with a right-to-left override',
      { ...validFile, name: 'cod\u202Egnp.exe.png' },
      400,
      'invalid_request',
    ],
    [
      'a name of 10,000 characters',
      { ...validFile, name: `${'x'.repeat(10_000)}.png` },
      400,
      'invalid_request',
    ],
    ['an unknown field', { ...validFile, colour: 'red' }, 400, 'invalid_request'],
    ['a missing field', { name: 'picture.png', size: 1000 }, 400, 'invalid_request'],
    ['a body that is not an object', [], 400, 'invalid_request'],
    ['a body that is not JSON', '{"name": ', 400, 'malformed_json'],
  ])('createFile refuses %s', async (_, body, status, code) => {
    expect(await client.problem('createFile', { body })).toMatchObject({ status, code });
  });

  it('createFile names every invalid field', async () => {
    const { errors } = await client.problem('createFile', {
      body: { name: '', size: 0, contentType: 'image/png', colour: 1 },
    });
    expect(errors?.map(({ field }) => field).sort()).toEqual(['/colour', '/name', '/size']);
  });

  it('createFile refuses a body that is not declared as JSON in UTF-8', async () => {
    for (const type of ['text/plain', 'application/json5', 'application/json; charset=iso-8859-1']) {
      const problem = await client.problem('createFile', {
        body: JSON.stringify(validFile),
        headers: { 'content-type': type },
      });
      expect(problem).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
  });

  it('retryFile refuses a body', async () => {
    expect(await client.problem('retryFile', { params: { id: UNKNOWN_ID }, body: {} })).toMatchObject({
      code: 'invalid_request',
    });
  });

  it('createFile refuses a body that is too large', async () => {
    const body = JSON.stringify({ ...validFile, name: 'x'.repeat(1_100_000) });
    expect(await client.problem('createFile', { body })).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it('signParts limits the errors that it lists for 100,000 invalid fields', async () => {
    const fields = Array.from({ length: 100_000 }, (_, index) => [index.toString(36), 1]);
    const body = { partNumbers: [1], sha256: Object.fromEntries(fields) };
    const problem = await client.problem('signParts', { params: { id: UNKNOWN_ID }, body });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors).toHaveLength(100);
  });

  it('createFile refuses a body that is not UTF-8', async () => {
    const response = await fetch(new URL('/api/files', vault.pageUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${client.accessToken}`, 'content-type': 'application/json' },
      // Everything else is valid JSON and a valid name.
      body: Buffer.from(JSON.stringify({ ...validFile, name: 'm\u00fcll.pdf' }), 'latin1'),
    });
    expect(problemSchema.parse(await response.json())).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it('creates no file', async () => {
    expect((await client.call('listFiles')).items.filter(({ status }) => status === 'uploading')).toEqual([]);
  });
});

describe('authorization', () => {
  it.each(['listFiles', 'createFile', 'validate', 'logout', 'listOperations'] as const)(
    '%s requires a token before it reads the body',
    async (name) => {
      const response = await stranger(vault).request(name, name === 'createFile' ? { body: 'rubbish' } : {});
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(problemSchema.parse(await response.json())).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
    },
  );

  it('refuses a token with a foreign signature', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const { keys } = await client.call('jwks');
    const forged = await new SignJWT({ sid: UNKNOWN_ID })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys[0]?.kid ?? '' })
      .setSubject(UNKNOWN_ID)
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
  ])('refuses a token %s', async (_, forge) => {
    const problem = await withToken(client, forge(client.accessToken ?? '')).problem('listFiles');
    expect(problem).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it("hides another user's file on every route", async () => {
    const id = await uploadEncrypted(client, samplePng('mine.png'));
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

  it('tells malformed ids from unknown files', async () => {
    expect(await client.problem('getFile', { params: { id: 'rubbish' } })).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
    expect(await client.problem('getFile', { params: { id: UNKNOWN_ID } })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
  });

  it('answers unknown routes and methods with a problem', async () => {
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

  it('refuses a foreign cursor and a limit that is out of range', async () => {
    expect(await client.problem('listFiles', { query: { cursor: 'AAAA' } })).toMatchObject({
      code: 'invalid_request',
    });
    expect(await client.problem('listFiles', { query: { limit: '1000' } })).toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('an upload', () => {
  it('is refused by S3 if the length, type or key differ', async () => {
    const { bytes } = samplePng();
    const { upload: target } = await client.call('createFile', {
      body: { ...validFile, size: bytes.length },
    });
    if (target.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    const put = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>, url = target.url) =>
      fetch(url, { method: 'PUT', headers, body });
    const same = new Uint8Array(bytes);
    expect((await put(new Uint8Array(bytes.length + 1), target.headers)).status).toBe(403);
    expect((await put(same, { ...target.headers, 'content-type': 'text/html' })).status).toBe(403);
    expect((await put(same, { 'content-type': 'image/png' })).status).toBe(403);
    expect((await put(same, target.headers, target.url.replace(/(\/[0-9A-Z]{26})\?/, '$1x?'))).status).toBe(
      403,
    );
    expect((await put(same, target.headers)).status).toBe(200);
    expect((await put(same, target.headers)).status).toBe(412);
  });

  it.each([
    ['a PDF declared as a PNG', { ...samplePdf(), name: 'picture.png', contentType: 'image/png' }],
    ['a PNG declared as a ZIP', { ...samplePng(), name: 'archive.zip', contentType: 'application/zip' }],
    [
      'text declared as a PDF',
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

  it('names a missing, wrong or unknown part, and can continue', async () => {
    const { name, contentType, bytes } = sampleZip('parts.zip', 20 * MIB);
    const { file, upload: target } = await client.call('createFile', {
      body: { name, contentType, size: bytes.length },
    });
    if (target.kind !== 'multipart') throw new Error('a large file is uploaded in parts');
    const params = { id: file.id };
    const part = (number: number) =>
      new Uint8Array(bytes.subarray((number - 1) * target.partSize, number * target.partSize));
    expect(
      await client.problem('signParts', { params, body: { partNumbers: [target.parts + 1] } }),
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
      { partNumber: 1, etag: first, size: target.partSize },
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
      errors: [{ field: '/parts/2/partNumber', message: 'must be at most 2' }],
    });
    const twice = [{ partNumber: 1, etag: '"0"' }, ...right];
    expect(await client.problem('completeUpload', { params, body: { parts: twice } })).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: '/parts/1/partNumber', message: 'listed twice' }],
    });
    await client.call('completeUpload', { params, body: { parts: right } });
    await awaitStatus(client, file.id, 'encrypted');
  });

  it.each([
    ['with a checksum requires one for each part', true, [1], {}, ['/sha256/1']],
    [
      'with a checksum refuses one for a part that is not requested',
      true,
      [1],
      { 1: CHECKSUM, 2: CHECKSUM },
      ['/sha256/2'],
    ],
    ['without a checksum refuses checksums for parts', false, [1], { 1: CHECKSUM }, ['/sha256/1']],
  ])('%s', async (_, hasChecksum, partNumbers, sha256, fields) => {
    const body = { ...validFile, size: 20 * MIB, ...(hasChecksum && { sha256: 'ab'.repeat(32) }) };
    const { file } = await client.call('createFile', { body });
    const params = { id: file.id };
    const { errors = [] } = await client.problem('signParts', { params, body: { partNumbers, sha256 } });
    expect(errors.map(({ field }) => field)).toEqual(fields);
    await client.call('deleteFile', { params });
  });

  it('in one piece has no parts to sign', async () => {
    const { file } = await client.call('createFile', { body: validFile });
    const problem = await client.problem('signParts', {
      params: { id: file.id },
      body: { partNumbers: [1] },
    });
    expect(problem).toMatchObject({ status: 409, code: 'upload_not_multipart' });
    await client.call('deleteFile', { params: { id: file.id } });
  });

  it('cannot be renewed after it was abandoned', async () => {
    const { file } = await client.call('createFile', { body: validFile });
    await client.call('deleteFile', { params: { id: file.id } });
    expect(await client.problem('renewUpload', { params: { id: file.id } })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
  });

  it.runIf(vault.embedded !== undefined).each([
    ['was deleted', (id: string) => client.call('deleteFile', { params: { id } })],
    ['was encrypted', (id: string) => awaitStatus(client, id, 'encrypted')],
  ])('is deleted on arrival if its file %s before', async (how, happens) => {
    using inspector = inspectShared(vault);
    const { bytes } = samplePng();
    const { file, upload: target } = await client.call('createFile', {
      body: { ...validFile, size: bytes.length },
    });
    if (target.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    const send = () =>
      fetch(target.url, { method: 'PUT', headers: target.headers, body: new Uint8Array(bytes) });
    if (how === 'was encrypted') await send();
    await happens(file.id);

    expect((await send()).status).toBe(200);
    const { user } = await client.call('validate');
    const left = () => inspector.objectsIn('staging', objectKeys.staging(user.id, file.id));
    await expect.poll(left, { timeout: 60_000 }).toEqual([]);
    expect(await inspector.objectsIn('vault', vaultPrefix(user.id, file.id))).toHaveLength(
      how === 'was encrypted' ? 1 : 0,
    );
  });
});
