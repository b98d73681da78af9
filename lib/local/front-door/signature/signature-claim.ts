import { Refusal } from '../refusal.ts';

/** The signature data of a call, not verified yet. */
export interface Claim {
  readonly place: 'header' | 'query';
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `date/region/service/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex digits. */
  readonly signature: string;
  /** ISO 8601 basic format. */
  readonly timestamp: string;
  /** Seconds of validity; only a presigned query has them. */
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
}

const algorithm = 'AWS4-HMAC-SHA256';
const longestValidity = 604_800;

/**
 * Reads the signature from the Authorization header, or from the query of a presigned URL.
 *
 * @param headers - by lower-case name
 * @throws Refusal `missing` without a signature, `both` with two, `header` or `query` if it does not parse
 */
export function readClaim(headers: ReadonlyMap<string, string>, query: URLSearchParams): Claim {
  const authorization = headers.get('authorization');
  const presigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (authorization !== undefined && presigned) {
    throw new Refusal(
      'both',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (authorization !== undefined) return claimOfHeader(authorization, headers);
  if (presigned) return claimOfQuery(query);
  throw new Refusal('missing', 'Request is missing Authentication Token');
}

function claimOfHeader(authorization: string, headers: ReadonlyMap<string, string>): Claim {
  const refuse = (message: string) =>
    new Refusal('header', `The authorization header is malformed; ${message}`);
  const space = authorization.indexOf(' ');
  if (authorization.slice(0, space) !== algorithm) throw refuse(`the algorithm must be ${algorithm}`);
  const fields = new Map<string, string>();
  for (const field of authorization.slice(space + 1).split(',')) {
    const equals = field.indexOf('=');
    if (equals < 0) throw refuse(`'${field.trim()}' not a valid key=value pair`);
    fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  return finishClaim('header', {
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    timestamp: headers.get('x-amz-date') ?? basicFormat(headers.get('date')),
    expires: undefined,
    sessionToken: headers.get('x-amz-security-token'),
    refuse,
  });
}

function claimOfQuery(query: URLSearchParams): Claim {
  const refuse = (message: string) => new Refusal('query', message);
  const one = (name: string) => {
    const values = query.getAll(name);
    if (values.length > 1) throw refuse(`Duplicate query parameter ${name}`);
    return values[0];
  };
  if (one('X-Amz-Algorithm') !== algorithm) throw refuse(`X-Amz-Algorithm only supports "${algorithm}"`);
  const expires = one('X-Amz-Expires');
  if (expires === undefined || !/^\d{1,9}$/.test(expires)) throw refuse('X-Amz-Expires should be a number');
  if (Number(expires) > longestValidity) {
    throw refuse(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return finishClaim('query', {
    credential: one('X-Amz-Credential'),
    signedHeaders: one('X-Amz-SignedHeaders'),
    signature: one('X-Amz-Signature'),
    timestamp: one('X-Amz-Date'),
    expires: Number(expires),
    sessionToken: one('X-Amz-Security-Token'),
    refuse,
  });
}

/** When the call was signed, in milliseconds since the epoch. @throws Refusal for an invalid date */
export function timeOf({ place, timestamp }: Pick<Claim, 'place' | 'timestamp'>): number {
  const time = Date.parse(timestamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(time)) throw new Refusal(place, `${timestamp} is no date.`);
  return time;
}

interface Fields {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
  readonly refuse: (message: string) => Refusal;
}

function finishClaim(place: Claim['place'], fields: Fields): Claim {
  const { refuse, timestamp, expires, sessionToken } = fields;
  const [accessKeyId, date, region, service, terminator, ...rest] = fields.credential?.split('/') ?? [];
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw refuse(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"',
    );
  }
  if (timestamp === undefined || !/^\d{8}T\d{6}Z$/.test(timestamp)) {
    throw refuse('the date must be in the ISO 8601 "basic format", X-Amz-Date: YYYYMMDDTHHMMSSZ');
  }
  if (date !== timestamp.slice(0, 8))
    throw refuse(`invalid credential date "${date}"; it differs from the date of the request`);
  const signature = fields.signature;
  if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature))
    throw refuse('the Signature must be 64 hex digits');
  const signedHeaders = fields.signedHeaders?.split(';') ?? [];
  if (!signedHeaders.includes('host')) throw refuse("'Host' must be a signed header");
  const scope = [date, region, service, terminator].join('/');
  return {
    place,
    accessKeyId,
    date,
    region,
    service,
    scope,
    signedHeaders,
    signature,
    timestamp,
    expires,
    sessionToken,
  };
}

function basicFormat(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
