import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalRequest,
  deriveSigningKey,
  stringToSign,
} from '../../front-door/signature/canonical-request.ts';
import { send } from '../front-door/open-door.ts';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

const Bucket = 'bucket';
let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const base64 = (name: string, body: string | Buffer) => createHash(name).update(body).digest('base64');
const hex = (body: string | Buffer) => createHash('sha256').update(body).digest('hex');
const exists = async (Key: string) =>
  cloud.client.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
const text = async (Key: string) =>
  (await cloud.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

/** Signs a request in its headers, as a client would that is written by hand. */
function signedRequest(method: string, key: string, payloadHash: string, headers: Record<string, string>) {
  const { accessKeyId, secretAccessKey } = cloud.door.client.credentials;
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${timestamp.slice(0, 8)}/eu-west-1/s3/aws4_request`;
  const { host } = new URL(cloud.door.endpoint);
  const all = { host, 'x-amz-content-sha256': payloadHash, 'x-amz-date': timestamp, ...headers };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  const signedHeaders = sorted.map(([name]) => name);
  const path = `/${Bucket}/${key}`;
  const parts = { method, path, query: '', headers: new Map(sorted), signedHeaders, payloadHash };
  const canonical = canonicalRequest(parts, 'encoded-once');
  const signingKey = deriveSigningKey(secretAccessKey, scope);
  const signature = createHmac('sha256', signingKey)
    .update(stringToSign(timestamp, scope, canonical))
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`;
  return { path, headers: { ...all, authorization }, signingKey, scope, timestamp, signature };
}

const signedPut = (key: string, payloadHash: string, headers: Record<string, string>) =>
  signedRequest('PUT', key, payloadHash, headers);

const put = (key: string, payloadHash: string, headers: Record<string, string>, body: string | Buffer) => {
  const signed = signedPut(key, payloadHash, headers);
  return send(cloud.door.endpoint, { method: 'PUT', path: signed.path, headers: signed.headers, body });
};
const codeOf = (body: string) => /<Code>(.*?)<\/Code>/.exec(body)?.[1];

describe('a body is held against what was declared', () => {
  const refused = async (Key: string, more: object) => {
    const client = cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const result = await refusal(client.send(new PutObjectCommand({ Bucket, Key, Body: 'body', ...more })));
    expect(await exists(Key)).toBe(false);
    return result;
  };

  it('Content-MD5', async () => {
    expect(await refused('md5', { ContentMD5: base64('md5', 'other') })).toEqual({
      name: 'BadDigest',
      status: 400,
    });
    expect(await refused('md5', { ContentMD5: 'nonsense' })).toEqual({ name: 'InvalidDigest', status: 400 });
  });

  it.each([
    ['ChecksumCRC32', 'AAAAAA=='],
    ['ChecksumCRC32C', 'AAAAAA=='],
    ['ChecksumCRC64NVME', 'AAAAAAAAAAA='],
    ['ChecksumSHA1', base64('sha1', 'other')],
    ['ChecksumSHA256', base64('sha256', 'other')],
  ])('%s', async (field, value) => {
    expect(await refused(field, { [field]: value })).toEqual({ name: 'BadDigest', status: 400 });
    expect((await refused(field, { [field]: 'AAA=' })).name).toBe('InvalidRequest');
  });

  it('x-amz-content-sha256', async () => {
    const wrong = await put('sha', hex('other'), { 'content-length': '4' }, 'body');
    expect([wrong.status, codeOf(wrong.body)]).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect(await exists('sha')).toBe(false);
    expect((await put('sha', hex('body'), { 'content-length': '4' }, 'body')).status).toBe(200);
  });

  it.each(['zz', '', hex('body').slice(1), 'unsigned-payload', 'STREAMING-UNSIGNED-PAYLOAD'])(
    'x-amz-content-sha256, which %j cannot be',
    async (hash) => {
      const answer = await put('none', hash, { 'content-length': '4' }, 'body');
      expect([answer.status, codeOf(answer.body)]).toEqual([400, 'InvalidArgument']);
      expect(await exists('none')).toBe(false);
    },
  );

  it('x-amz-content-sha256 without a body, too', async () => {
    const { path, headers } = signedRequest('GET', 'sha', 'zz', {});
    const answer = await send(cloud.door.endpoint, { method: 'GET', path, headers });
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'InvalidArgument']);
  });

  it('two checksums at once, or an algorithm that is not there', async () => {
    const both = { ChecksumSHA256: base64('sha256', 'body'), ChecksumSHA1: base64('sha1', 'body') };
    expect((await refused('both', both)).name).toBe('InvalidRequest');
    const unknown = await put(
      'xx',
      hex('body'),
      { 'x-amz-checksum-sha512': base64('sha512', 'body') },
      'body',
    );
    expect([unknown.status, codeOf(unknown.body)]).toEqual([501, 'NotImplemented']);
  });

  it('the length, which must be there', async () => {
    const signed = signedPut('length', 'UNSIGNED-PAYLOAD', {});
    const headers = { ...signed.headers, 'transfer-encoding': 'chunked' };
    const answer = await send(cloud.door.endpoint, {
      method: 'PUT',
      path: signed.path,
      headers,
      body: 'body',
    });
    expect([answer.status, codeOf(answer.body)]).toEqual([411, 'MissingContentLength']);
  });

  it('5 GiB, above which nothing is read', async () => {
    const signed = signedPut('huge', 'UNSIGNED-PAYLOAD', { 'content-length': String(5 * 1024 ** 3 + 1) });
    const { hostname, port } = new URL(cloud.door.endpoint);
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(Number(port), hostname);
    socket.once('data', (data) => resolve(data.toString()));
    const lines = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`PUT ${signed.path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    const answer = await promise;
    socket.destroy();
    expect(answer).toContain(' 400 ');
    expect(answer).toContain('<Code>EntityTooLarge</Code>');
  });

  it('checksums are stored and given back', async () => {
    await cloud.client.send(
      new PutObjectCommand({ Bucket, Key: 'sum', Body: 'body', ChecksumAlgorithm: 'SHA256' }),
    );
    const head = await cloud.client.send(
      new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ChecksumSHA256: base64('sha256', 'body'), ChecksumType: 'FULL_OBJECT' });
  });
});

describe('aws-chunked bodies', () => {
  it('with a trailing checksum, as the SDK sends streams, are decoded', async () => {
    const body = randomBytes(300_000);
    await cloud.client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([body.subarray(0, 7), body.subarray(7)]),
        ContentLength: body.length,
        ContentEncoding: 'gzip',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const read = await cloud.client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(read.ContentEncoding).toBe('gzip');
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  });

  it.each([
    ['a wrong trailer', `4\r\nbody\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'BadDigest'],
    ['no trailer', `4\r\nbody\r\n0\r\n\r\n`, 'MalformedTrailerError'],
    ['another trailer', `4\r\nbody\r\n0\r\nx-amz-meta-a:b\r\n\r\n`, 'MalformedTrailerError'],
    ['too little', `3\r\nbod\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'IncompleteBody'],
    ['too much', `5\r\nbody!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'IncompleteBody'],
    ['an early end', `4\r\nbo`, 'IncompleteBody'],
    ['no last chunk', `4\r\nbody\r\n`, 'IncompleteBody'],
    ['no chunk header', `zz\r\nbody`, 'InvalidRequest'],
    ['an endless chunk header', 'a'.repeat(10_000), 'InvalidRequest'],
    [
      'something behind the end',
      `4\r\nbody\r\n0\r\nx-amz-checksum-crc32:qLfgKQ==\r\n\r\nmore`,
      'InvalidRequest',
    ],
  ])('with %s are refused', async (_, body, code) => {
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '4',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-length': String(body.length),
    };
    const answer = await put('trailer', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', headers, body);
    expect(codeOf(answer.body)).toBe(code);
    expect(await exists('trailer')).toBe(false);
  });

  /**
   * A body of signed chunks; `tamper` changes them after they were signed, the empty one at the end and the trailer among
   * them.
   */
  async function putSigned(
    key: string,
    chunks: Buffer[],
    trailer: string | undefined,
    tamper: (pieces: Buffer[]) => Buffer[] = (pieces) => pieces,
  ) {
    const mode = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`;
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const signed = signedPut(key, mode, {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(size),
      ...(trailer !== undefined && { 'x-amz-trailer': 'x-amz-checksum-sha256' }),
    });
    let previous = signed.signature;
    const sign = (lines: string[]) => {
      const [first, ...rest] = lines;
      const signText = [first, signed.timestamp, signed.scope, previous, ...rest].join('\n');
      previous = createHmac('sha256', signed.signingKey).update(signText).digest('hex');
      return previous;
    };
    const pieces = [...chunks, Buffer.alloc(0)].map((chunk) => {
      const signature = sign(['AWS4-HMAC-SHA256-PAYLOAD', hex(''), hex(chunk)]);
      const head = `${chunk.length.toString(16)};chunk-signature=${signature}\r\n`;
      return Buffer.concat([Buffer.from(head), chunk, Buffer.from(chunk.length > 0 ? '\r\n' : '')]);
    });
    if (trailer !== undefined) {
      const line = `x-amz-checksum-sha256:${trailer}\n`;
      const signature = sign(['AWS4-HMAC-SHA256-TRAILER', hex(line)]);
      pieces.push(Buffer.from(`${line.trim()}\r\nx-amz-trailer-signature:${signature}\r\n`));
    }
    const body = Buffer.concat([...tamper(pieces), Buffer.from('\r\n')]);
    return send(cloud.door.endpoint, { method: 'PUT', path: signed.path, headers: signed.headers, body });
  }

  it('of signed chunks are verified, chunk by chunk and trailer', async () => {
    const chunks = [randomBytes(65_536), randomBytes(8192), randomBytes(10)];
    const whole = Buffer.concat(chunks);
    expect((await putSigned('signed', chunks, undefined)).status).toBe(200);
    expect((await putSigned('signed-trailer', chunks, base64('sha256', whole))).status).toBe(200);
    const head = await cloud.client.send(
      new HeadObjectCommand({ Bucket, Key: 'signed-trailer', ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumSHA256).toBe(base64('sha256', whole));
  });

  const flipLastByte = (piece: Buffer | undefined): Buffer => {
    const changed = Buffer.from(piece ?? []);
    const last = changed.length - 3;
    changed[last] = (changed[last] ?? 0) ^ 1;
    return changed;
  };
  it.each<[string, (pieces: Buffer[]) => Buffer[], string]>([
    [
      'a byte changed',
      ([a, b, ...rest]) => [flipLastByte(a), b ?? a, ...rest] as Buffer[],
      'SignatureDoesNotMatch',
    ],
    ['two exchanged', ([a, b, ...rest]) => [b, a, ...rest] as Buffer[], 'SignatureDoesNotMatch'],
    [
      'one repeated in place of another',
      ([a, _, ...rest]) => [a, a, ...rest] as Buffer[],
      'SignatureDoesNotMatch',
    ],
    ['one left out', ([a, _, ...rest]) => [a, ...rest] as Buffer[], 'SignatureDoesNotMatch'],
    ['one too many', ([a, b, ...rest]) => [a, b, b, ...rest] as Buffer[], 'IncompleteBody'],
    ['no end', (pieces) => pieces.slice(0, 2), 'InvalidRequest'],
    [
      'a signature that is none',
      (pieces) =>
        pieces.map((piece) =>
          Buffer.from(piece.toString('latin1').replace(/signature=\w/, 'signature=x'), 'latin1'),
        ),
      'InvalidRequest',
    ],
    [
      'no signatures',
      (pieces) =>
        pieces.map((piece) =>
          Buffer.from(piece.toString('latin1').replace(/;chunk-signature=\w{64}/, ''), 'latin1'),
        ),
      'InvalidRequest',
    ],
  ])('of signed chunks with %s leave nothing', async (_, tamper, code) => {
    const chunks = [randomBytes(8192), randomBytes(8192)];
    const answer = await putSigned('tampered', chunks, undefined, tamper);
    expect(codeOf(answer.body)).toBe(code);
    expect(await exists('tampered')).toBe(false);
  });

  it('with a lying trailer, or chunks that are too small, leave nothing', async () => {
    const chunks = [randomBytes(65_536), randomBytes(10)];
    const lying = await putSigned('changed', chunks, base64('sha256', 'other'));
    expect(codeOf(lying.body)).toBe('BadDigest');
    const forged = await putSigned('changed', chunks, base64('sha256', Buffer.concat(chunks)), (pieces) => [
      ...pieces.slice(0, -1),
      Buffer.from((pieces.at(-1) ?? '').toString().replace(/signature:\w/, 'signature:x')),
    ]);
    expect([forged.status, codeOf(forged.body)]).toEqual([403, 'SignatureDoesNotMatch']);
    const small = await putSigned('changed', [randomBytes(8191), randomBytes(8192)], undefined);
    expect([small.status, codeOf(small.body)]).toEqual([403, 'InvalidChunkSizeError']);
    expect(await exists('changed')).toBe(false);
  });
});

describe('a refused or broken upload', () => {
  let before: string[];
  beforeAll(async () => {
    before = await cloud.files();
  });
  afterEach(() => expect.poll(() => cloud.files()).toHaveLength(before.length));

  /** Cuts the connection when half of the body is on the disk. */
  async function cutMidway(address: string): Promise<void> {
    const upload = httpRequest(new URL(address), {
      method: 'PUT',
      headers: { 'content-length': 10_000_000 },
    });
    const closed = new Promise((resolve) => upload.on('error', resolve));
    upload.write(randomBytes(5_000_000));
    await expect.poll(() => cloud.files()).toHaveLength(before.length + 1);
    upload.destroy(new Error('cut'));
    await closed;
    await expect.poll(() => cloud.files()).toHaveLength(before.length);
  }

  it('leaves no object and no file when the connection is cut midway', async () => {
    const client = cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    await cutMidway(await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'cut' })));
    expect(await exists('cut')).toBe(false);
  });

  it('leaves no part and no file either', async () => {
    const client = cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'cut' }));
    const upload = { Bucket, Key: 'cut', UploadId };
    await cutMidway(await getSignedUrl(client, new UploadPartCommand({ ...upload, PartNumber: 1 })));
    expect((await client.send(new ListPartsCommand(upload))).Parts ?? []).toEqual([]);
    await client.send(new AbortMultipartUploadCommand(upload));
  });

  /** A signed PUT of four bytes on a connection of its own; nothing tidies up what is written to it. */
  function begunPut(key: string) {
    const signed = signedPut(key, 'UNSIGNED-PAYLOAD', { 'content-length': '4' });
    const lines = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { hostname, port } = new URL(cloud.door.endpoint);
    const socket = connect(Number(port), hostname);
    socket.setEncoding('utf8').write(`PUT ${signed.path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    return socket;
  }

  it('leaves nothing when it has fewer bytes than were declared', async () => {
    const socket = begunPut('fewer');
    socket.resume().end('bod');
    await once(socket, 'close');
    expect(await exists('fewer')).toBe(false);
  });

  it('ends with the bytes that were declared: those behind them are no request', async () => {
    const socket = begunPut('more');
    socket.write('body');
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 200 /);
    socket.write('!\r\n\r\n');
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 400 /);
    expect(await text('more')).toBe('body');
    await cloud.client.send(new DeleteObjectCommand({ Bucket, Key: 'more' }));
  });

  it('leaves the object that was there', async () => {
    const Key = 'stays';
    await cloud.client.send(new PutObjectCommand({ Bucket, Key, Body: 'old' }));
    before = await cloud.files();
    const bad = new PutObjectCommand({ Bucket, Key, Body: 'new', ContentMD5: base64('md5', 'other') });
    await refusal(cloud.client.send(bad));
    expect(await text(Key)).toBe('old');
  });
});

describe('XML documents', () => {
  const post = async (document: string | Buffer, headers: Record<string, string> = {}) => {
    const client = cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'x' }] } });
    // The document replaces what the SDK wrote, before it is hashed and signed.
    command.middlewareStack.add(
      (next) => (args) => {
        const { request } = args as { request: { body: string | Buffer; headers: Record<string, string> } };
        request.body = document;
        request.headers = {
          ...request.headers,
          'content-length': String(Buffer.byteLength(document)),
          'content-md5': base64('md5', document),
          ...headers,
        };
        for (const name of Object.keys(request.headers)) {
          if (name.startsWith('x-amz-checksum') || name.startsWith('x-amz-sdk')) delete request.headers[name];
        }
        return next(args);
      },
      { step: 'build', priority: 'low', name: 'replaceDocument' },
    );
    return refusal(client.send(command));
  };

  it.each([
    ['not well-formed', '<Delete><Object></Delete>'],
    ['empty', ''],
    ['of another shape', '<Delete><Thing/></Delete>'],
    [
      'with a document type',
      '<!DOCTYPE Delete [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    ],
    [
      'with entities that grow without end',
      `<!DOCTYPE d [<!ENTITY a "ha">${[...'bcdefghi'].map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`).join('')}]><Delete><Object><Key>&i;</Key></Object></Delete>`,
    ],
    [
      'with a file of this machine as an entity',
      '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    ],
    [
      'with a document type in UTF-16',
      Buffer.from(
        '\ufeff<!DOCTYPE d [<!ENTITY a "a">]><Delete><Object><Key>&a;</Key></Object></Delete>',
        'utf16le',
      ),
    ],
    [
      'with a character that Unicode does not have',
      '<Delete><Object><Key>&#x110000;</Key></Object></Delete>',
    ],
    ...['&#0;', '&#x0;', '&#8;', '&#xB;', '&#x1F;', '&#xD800;', '&#xFFFE;', '\u0001', '\uffff'].map(
      (character): [string, string] => [
        `with a character that XML does not have (${JSON.stringify(character)})`,
        `<Delete><Object><Key>${character}</Key></Object></Delete>`,
      ],
    ),
    ['of very many elements', `<Delete>${'<Object/>'.repeat(400_000)}</Delete>`],
    ['with an unknown entity', '<Delete><Object><Key>&lol;</Key></Object></Delete>'],
    [
      'with an entity that only JavaScript knows',
      '<Delete><Object><Key>&constructor;</Key></Object></Delete>',
    ],
    ['nested without end', '<a>'.repeat(10_000)],
    ['above the size limit', `<Delete><Object><Key>${'x'.repeat(4 * 1024 * 1024)}</Key></Object></Delete>`],
    ['with too many keys', `<Delete>${'<Object><Key>k</Key></Object>'.repeat(1001)}</Delete>`],
  ])('%s are refused', async (_, document) => {
    expect(await post(document)).toEqual({ name: 'MalformedXML', status: 400 });
  });

  it('that do not have the hash that was declared are refused', async () => {
    const document = '<Delete><Object><Key>k</Key></Object></Delete>';
    expect((await post(document, { 'content-md5': base64('md5', 'other') })).name).toBe('BadDigest');
  });
});
