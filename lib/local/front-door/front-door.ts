import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { accessOf, type Iam } from '../iam/index.ts';
import { REGION } from '../kit/resource.ts';
import { type Access, AwsError, type Principal, type Service, type ServiceCall } from '../kit/service.ts';
import { type AuthType, contextOfCall, contextOfS3 } from './call-context.ts';
import type { Credentials } from './credentials.ts';
import { answerError, protocolOf, toAwsError } from './error-answer.ts';
import { readBody } from './read-body.ts';
import { Refusal, refusalToAwsError } from './refusal.ts';
import { type Claim, readClaim } from './signature/signature-claim.ts';
import { type SentRequest, verifySignature } from './signature/verify-signature.ts';

/** What S3 does for requests without a signature. */
export interface UnsignedS3 {
  /** CORS preflight (`OPTIONS`). */
  preflight(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** Adds the bucket's CORS headers to an answer, so that a page can read an error of the front door. */
  allowOrigin(request: IncomingMessage, response: ServerResponse): void;
}

/** Options of the front door. */
export interface FrontDoorOptions {
  readonly services: readonly Service[];
  readonly unsignedS3?: UnsignedS3;
  readonly credentials: Credentials;
  readonly iam: Pick<Iam, 'authorize' | 'allows'>;
  /** Wraps every call, for faults on demand. */
  readonly around?: (service: string, call: ServiceCall, handle: () => Promise<void>) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Receives internal errors. */
  readonly report: (error: unknown) => void;
}

/** One request at the front door. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/**
 * The server of the AWS port. It verifies Signature V4, finds the service by the scope of the credential, and passes on the
 * call with the caller and their rights. It does not listen yet.
 */
export function createFrontDoor(options: FrontDoorOptions): Server {
  const services = new Map(options.services.map((service) => [service.name, service]));
  const server = createServer((request, response) => {
    const visit = { request, response, requestId: randomUUID() };
    response.setHeader('x-amzn-requestid', visit.requestId);
    response.setHeader('x-amz-request-id', visit.requestId);
    admit(options, services, visit).catch((error: unknown) => turnAway(options, visit, error));
  });
  // Uploads can take any time. A signature limits only when they begin.
  server.requestTimeout = 0;
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

async function admit(
  options: FrontDoorOptions,
  services: ReadonlyMap<string, Service>,
  visit: Visit,
): Promise<void> {
  const { request, response, requestId } = visit;
  const { path, query } = splitTarget(request.url ?? '');
  const url = URL.parse(`http://${request.headers.host ?? 'localhost'}${path}${query && `?${query}`}`);
  if (url === null) throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");
  if (request.method === 'OPTIONS' && options.unsignedS3)
    return options.unsignedS3.preflight(request, response);
  const headers = joinedHeaders(request);
  refuseForm(request, query);
  const claim = readClaim(headers, new URLSearchParams(query));
  refuseOtherService(claim, request);
  const service = services.get(claim.service);
  if (service === undefined) {
    throw new AwsError('UnknownService', 400, `The local cloud has no service "${claim.service}".`);
  }
  refuseOtherRegion(claim);
  const body = service.name === 's3' ? undefined : await readBody(request);
  const sent: SentRequest = {
    method: request.method ?? '',
    path,
    query,
    headers,
    payloadHash: body === undefined ? declaredHash(claim, headers, query) : hashOfBody(body, headers),
  };
  const verified = verifySignature(claim, sent, options.credentials.find(claim.accessKeyId), options.now());
  const authType = claim.place === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER';
  const call: ServiceCall = {
    request,
    response,
    url,
    requestId,
    ...verified,
    ...(body && { body }),
    ...rightsOf(options, request, claim, verified.principal, authType),
  };
  const handle = (): Promise<void> => service.handle(call);
  await (options.around ? options.around(service.name, call, handle) : handle());
}

/** @throws AwsError `NotImplemented` for a browser's form, which is signed in its fields (POST Object) */
function refuseForm(request: IncomingMessage, query: string): void {
  const { authorization, 'content-type': type } = request.headers;
  const isForm = request.method === 'POST' && type?.toLowerCase().startsWith('multipart/form-data') === true;
  if (!isForm || authorization !== undefined || query.includes('X-Amz-')) return;
  throw new AwsError('NotImplemented', 501, 'The local S3 does not implement POST Object.');
}

/** @throws Refusal for a presigned URL in the style of S3 that is signed for another service */
function refuseOtherService({ place, service }: Claim, request: IncomingMessage): void {
  if (place === 'header' || service === 's3' || !speaksLikeS3(request)) return;
  throw new Refusal(
    'query',
    `Error parsing the X-Amz-Credential parameter; incorrect service "${service}". This endpoint belongs to "s3".`,
  );
}

/** Whether only the URL of a request shows its service, as with presigned URLs. */
function speaksLikeS3(request: IncomingMessage): boolean {
  return request.headers.authorization === undefined && protocolOf(request, undefined) === 's3';
}

function refuseOtherRegion({ place, service, region }: Claim): void {
  if (region === REGION) return;
  if (place === 'query' && service === 's3') {
    throw new Refusal(
      'query',
      `Error parsing the X-Amz-Credential parameter; the region '${region}' is wrong; expecting '${REGION}'`,
    );
  }
  throw new Refusal(
    'region',
    `The authorization header is malformed; the region '${region}' is wrong; expecting '${REGION}'`,
  );
}

function rightsOf(
  { iam, now }: FrontDoorOptions,
  request: IncomingMessage,
  claim: Claim,
  principal: Principal,
  authType: AuthType,
): Access {
  return accessOf(iam, principal.arn, {
    ...contextOfCall(request, claim),
    ...(claim.service === 's3' && contextOfS3(claim, authType, now())),
  });
}

function turnAway(options: FrontDoorOptions, visit: Visit, cause: unknown): void {
  const { request, response } = visit;
  const protocol = speaksLikeS3(request) ? 's3' : protocolOf(request, claimedService(request));
  const error = cause instanceof Refusal ? refusalToAwsError(cause, protocol) : toAwsError(cause);
  if (!(cause instanceof Refusal || cause instanceof AwsError)) options.report(cause);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (protocol === 's3') options.unsignedS3?.allowOrigin(request, response);
  answerError(visit, protocol, error);
}

/** The service in the credential of a request, even if the signature does not parse. */
function claimedService(request: IncomingMessage): string | undefined {
  const credential = request.headers.authorization ?? request.url?.replaceAll(/%2F/gi, '/') ?? '';
  return /Credential=[^/,&\s]+\/[^/,&\s]+\/[^/,&\s]+\/([a-z0-9-]+)\/aws4_request/.exec(credential)?.[1];
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  if (!target.startsWith('/')) throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function joinedHeaders(request: IncomingMessage): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(',') ?? '']),
  );
}

function declaredHash(claim: Claim, headers: ReadonlyMap<string, string>, query: string): string {
  const declared =
    headers.get('x-amz-content-sha256') ?? new URLSearchParams(query).get('X-Amz-Content-Sha256');
  if (declared !== null) return declared;
  if (claim.place === 'query') return 'UNSIGNED-PAYLOAD';
  throw new AwsError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
}

function hashOfBody(body: Buffer, headers: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(body).digest('hex');
  const declared = headers.get('x-amz-content-sha256') ?? hash;
  if (declared !== hash) {
    throw new Refusal('body', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  return hash;
}
