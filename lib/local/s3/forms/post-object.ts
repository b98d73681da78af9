import type { ServiceCall } from '../../kit/service.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader, DEFAULT_ALGORITHM, parseContentMd5 } from '../body/checksum.ts';
import { checkDigests, digestPieces, type ReceivedBody } from '../body/digest.ts';
import { MAX_BODY } from '../body/receive.ts';
import { storeBody } from '../body/store-body.ts';
import { invalidArgument, notImplemented, S3Error } from '../errors.ts';
import { checkKeyLength, parseAddress } from '../http/object-address.ts';
import { causeOf, type ObjectRequest } from '../http/request-headers.ts';
import { sendEmpty, sendPostResponse } from '../http/respond.ts';
import { entityTag } from '../model/entity-tag.ts';
import { readProperties } from '../model/object-properties.ts';
import { putObject } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checksumOf, enterWrite } from '../operations/put-object.ts';
import { checkPolicy, type SizeRange } from './form-policy.ts';
import { readForm, type UploadForm } from './read-form.ts';

/** The fields by which a form is signed; the string to sign is the policy as it stands there. */
interface FormSignature {
  /** `AWS4-HMAC-SHA256` */
  readonly algorithm: string;
  /** `KEY/20261123/eu-west-1/s3/aws4_request` */
  readonly credential: string;
  /** `20261123T180000Z` */
  readonly date: string;
  /** Hex. */
  readonly signature: string;
  /** Base64. */
  readonly policy: string;
  readonly securityToken: string | undefined;
}

/** Who signed a form, and what he may do. */
type FormCaller = Pick<ServiceCall, 'principal' | 'authorize' | 'allows'>;

/**
 * Verifies the signature of a form.
 *
 * @throws AwsError `InvalidAccessKeyId`, `SignatureDoesNotMatch` …
 */
export type AuthenticateForm = (signature: FormSignature) => FormCaller;

/** The connection that a form comes on. */
export type FormConnection = Pick<ServiceCall, 'request' | 'response' | 'requestId'>;

/** Fields of a form that are no headers of the object. */
const CONTROL_FIELDS: ReadonlySet<string> = new Set([
  'bucket',
  'file',
  'key',
  'policy',
  'success_action_status',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-signature',
]);
const HEADER_FIELDS =
  /^(?:cache-control|content-(?:disposition|encoding|language|md5|type)|expires|x-amz-(?:meta-.+|server-side-encryption.*|checksum-.+))$/;

/** POST Object: a browser's form, allowed by a policy that somebody signed. */
export async function postObject(
  s3: S3Context,
  connection: FormConnection,
  authenticate: AuthenticateForm,
): Promise<void> {
  const { bucket } = parseAddress(connection.request.url ?? '');
  if (bucket === undefined) throw notImplemented('POST on the service');
  const form = await readForm(connection.request);
  try {
    const fields = new Map([...form.fields, ['bucket', bucket]]);
    refuseUnknownFields(fields);
    const signature = readSignature(fields);
    const caller = authenticate(signature);
    const size = checkPolicy(signature.policy, fields, s3.now());
    const key = (fields.get('key') ?? '').replace(/\$\{filename\}/g, () => form.filename);
    if (key === '') throw invalidArgument('Bucket POST must contain a field named "key".', 'key', '');
    checkKeyLength(key);
    const request: ObjectRequest = {
      call: { ...connection, ...caller },
      query: new URLSearchParams(),
      header: (name) => asHeader(HEADER_FIELDS.test(name) ? fields.get(name) : undefined),
      amzHeaders: [...fields.keys()].filter((name) => name.startsWith('x-amz-')),
      bucket,
      key,
    };
    await storeForm(s3, request, form, size);
  } finally {
    form.close();
  }
}

/** Headers are Latin-1 to Node; what a form says in UTF-8 takes that form. */
function asHeader(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, 'utf8').toString('latin1');
}

async function storeForm(
  s3: S3Context,
  request: ObjectRequest,
  form: UploadForm,
  range: SizeRange,
): Promise<void> {
  const { header, key, call } = request;
  const { bucket, tags } = enterWrite(s3, request);
  const properties = readProperties(header, request.amzHeaders, bucket);
  const given = CHECKSUM_ALGORITHMS.find((name) => header(checksumHeader(name)) !== undefined);
  const algorithm = given ?? DEFAULT_ALGORITHM;
  const md5 = header('content-md5');
  const expected = {
    md5: md5 === undefined ? undefined : parseContentMd5(md5),
    checksum: given && { algorithm: given, value: header(checksumHeader(given)) ?? '' },
  };
  const etag = await storeBody(
    s3,
    (write) => receiveFile(form, range, algorithm, write),
    ({ result, segments }) =>
      s3.store.transaction(() => {
        checkDigests(result, expected);
        const etag = entityTag(s3, result, properties.encryption);
        const checksum = checksumOf(result, algorithm);
        const object = {
          size: result.size,
          etag,
          properties,
          tags,
          checksum,
          parts: [],
          segments: [...segments],
        };
        const event = { name: 'ObjectCreated:Post', cause: causeOf(request) } as const;
        putObject(s3, { bucket, key }, object, { ifNoneMatch: false, ifMatch: undefined }, event);
        return etag;
      }),
  );
  s3.journal.deliver();
  const location = `http://${s3.endpointHost}/${bucket.name}/${encodeURIComponent(key)}`;
  const status = form.fields.get('success_action_status');
  call.response.setHeader('etag', `"${etag}"`);
  call.response.setHeader('location', location);
  if (status === '201') {
    const elements = { Location: location, Bucket: bucket.name, Key: key, ETag: `"${etag}"` };
    sendPostResponse(call.response, elements);
  } else sendEmpty(call.response, status === '200' ? 200 : 204);
}

/** @throws S3Error `EntityTooLarge`, `EntityTooSmall` outside what the policy allows */
async function receiveFile(
  form: UploadForm,
  { min, max }: SizeRange,
  algorithm: (typeof CHECKSUM_ALGORITHMS)[number],
  write: (piece: Buffer) => Promise<void>,
): Promise<ReceivedBody> {
  const limit = Math.min(max, MAX_BODY);
  let size = 0;
  const received = await digestPieces(form.file, [algorithm], async (piece) => {
    size += piece.length;
    if (size > limit) {
      throw new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
        MaxSizeAllowed: String(limit),
      });
    }
    await write(piece);
  });
  if (size >= min) return received;
  throw new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(size),
    MinSizeAllowed: String(min),
  });
}

/** @throws S3Error `NotImplemented` naming a field that asks for what is not carried out */
function refuseUnknownFields(fields: ReadonlyMap<string, string>): void {
  for (const name of fields.keys()) {
    if (CONTROL_FIELDS.has(name) || HEADER_FIELDS.test(name) || name.startsWith('x-ignore-')) continue;
    throw notImplemented(`the form field ${name}`);
  }
}

/** @throws S3Error `AccessDenied` where the form is not signed: there is no anonymous upload */
function readSignature(fields: ReadonlyMap<string, string>): FormSignature {
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) {
      throw new S3Error('AccessDenied', 403, `Bucket POST must contain a field named '${name}'.`);
    }
    return value;
  };
  return {
    algorithm: field('x-amz-algorithm'),
    credential: field('x-amz-credential'),
    date: field('x-amz-date'),
    signature: field('x-amz-signature'),
    policy: field('policy'),
    securityToken: fields.get('x-amz-security-token'),
  };
}
