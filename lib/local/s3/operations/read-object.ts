import { checksumHeader } from '../body/checksum.ts';
import { invalidArgument, invalidRequest, preconditionFailed, S3Error } from '../errors.ts';
import { evaluateConditions, READ_CONDITIONS } from '../http/preconditions.ts';
import { type ByteRange, parseRange } from '../http/range.ts';
import { type ObjectRequest, refuseChosenKeys } from '../http/request-headers.ts';
import { sendEmpty, sendPiece, setHeaders } from '../http/respond.ts';
import { propertyHeaders } from '../model/object-properties.ts';
import { visibleVersionId } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checkVersionId, selectVersion } from '../model/select-version.ts';
import type { Bucket } from '../storage/buckets.ts';
import type { Version } from '../storage/schemas.ts';
import { sliceSegments } from '../storage/segments.ts';

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** The query parameters of GetObject and HeadObject. */
export const READ_PARAMETERS = ['versionId', 'partNumber', ...OVERRIDES.map((name) => `response-${name}`)];

/** GetObject and HeadObject. */
export async function readObject(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { call, query } = request;
  const { response } = call;
  const address = { ...request, versionId: checkVersionId(query.get('versionId')) };
  const { bucket, version } = selectVersion(s3, call, address, {
    latest: 's3:GetObject',
    named: 's3:GetObjectVersion',
  });
  refuseChosenKeys(request);

  const verdict = evaluateConditions(request.header, READ_CONDITIONS, version);
  const identity = identityHeaders(version, bucket);
  if (verdict === 'not-modified') {
    sendEmpty(response, 304, identity);
    return;
  }
  if (verdict !== 'proceed') throw preconditionFailed(verdict.failed);

  const part = selectPart(request, version);
  const range = part?.range ?? parseRange(request.header('range'), version.size);
  if (part && request.header('range') !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  setHeaders(response, {
    ...propertyHeaders(version.properties),
    ...identity,
    ...overrides(query),
    ...checksumHeaders(request, version, part, range !== undefined),
    ...(part && version.parts.length > 0 && { 'x-amz-mp-parts-count': String(version.parts.length) }),
    'accept-ranges': 'bytes',
    'content-length': String(range ? range.end - range.start + 1 : version.size),
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${version.size}` }),
  });
  response.statusCode = range ? 206 : 200;
  if (call.request.method === 'HEAD') {
    response.end();
    return;
  }
  await sendContent(s3, version, range, request);
}

async function sendContent(
  s3: S3Context,
  version: Version,
  range: ByteRange | undefined,
  { call }: ObjectRequest,
): Promise<void> {
  const segments = range ? sliceSegments(version.segments, range.start, range.end) : version.segments;
  // A read continues even if the object is deleted meanwhile.
  const unpin = s3.store.blobs.pin(segments);
  try {
    for await (const piece of s3.store.blobs.read(segments)) await sendPiece(call.response, piece);
    call.response.end();
  } catch (error) {
    // A client that disconnects is not an error.
    if (!call.request.socket.destroyed) throw error;
  } finally {
    unpin();
  }
}

/** Headers that a 304 has too. */
function identityHeaders(version: Version, bucket: Bucket): Record<string, string> {
  const versionId = visibleVersionId(bucket, version.version_id);
  return {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
  };
}

interface SelectedPart {
  readonly range: ByteRange | undefined;
  readonly checksum: string | undefined;
}

/**
 * The part that `partNumber` selects. An object without parts has one part.
 *
 * @throws S3Error `InvalidPartNumber` (416), `InvalidArgument`
 */
function selectPart({ query }: ObjectRequest, version: Version): SelectedPart | undefined {
  const asked = query.get('partNumber');
  if (asked === null) return undefined;
  const number = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  if (number < 1 || number > 10_000) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      asked,
    );
  }
  if (version.parts.length === 0 && number === 1) {
    const range = version.size === 0 ? undefined : { start: 0, end: version.size - 1 };
    return { range, checksum: version.checksum?.value };
  }
  // Reads number the parts of the object from 1, independent of their numbers in the upload.
  const part = version.parts[number - 1];
  if (!part) {
    throw new S3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      PartNumberRequested: asked,
      ActualPartCount: String(Math.max(version.parts.length, 1)),
    });
  }
  const start = version.parts.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  const range = part.size === 0 ? undefined : { start, end: start + part.size - 1 };
  return { range, checksum: part.checksum };
}

/** Objects and parts have a checksum, ranges do not. */
function checksumHeaders(
  { header }: ObjectRequest,
  { checksum }: Version,
  part: SelectedPart | undefined,
  partial: boolean,
): Record<string, string> {
  if (header('x-amz-checksum-mode')?.toUpperCase() !== 'ENABLED' || !checksum) return {};
  const value = part ? part.checksum : partial ? undefined : checksum.value;
  if (value === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: value, 'x-amz-checksum-type': checksum.type };
}

/** `response-content-type` and similar parameters replace the stored headers. */
function overrides(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    if (value === null) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin a header of its own
    if (/[\u0000-\u001f\u007f]/.test(value)) {
      throw invalidArgument('Header value contains illegal characters', `response-${name}`, value);
    }
    headers[name] = Buffer.from(value, 'utf8').toString('latin1');
  }
  return headers;
}
