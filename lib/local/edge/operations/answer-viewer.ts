import { messageOf } from '../../kit/message-of.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  headerValue,
  withHeader,
  withoutHeader,
} from '../../page-port/http-message.ts';
import { compress } from './compress.ts';
import { type EdgeFunction, EdgeFunctionError } from './edge-function.ts';
import type { Origin } from './origins.ts';
import type { ChangeHeaders } from './response-headers.ts';

export interface Behavior {
  readonly matches: (path: string) => boolean;
  readonly allowedMethods: ReadonlySet<string>;
  readonly origin: Origin;
  readonly viewerRequest: EdgeFunction | undefined;
  readonly viewerResponse: EdgeFunction | undefined;
  readonly changeHeaders: ChangeHeaders;
  readonly compresses: boolean;
}

interface ErrorPage {
  readonly path: string;
  readonly status: number;
}

export interface DistributionOptions {
  /** In order of precedence; the last one matches everything. */
  readonly behaviors: readonly Behavior[];
  /** The object for `/`; empty if there is none. */
  readonly defaultRootObject: string;
  /** By the status of the origin. */
  readonly errorPages: ReadonlyMap<number, ErrorPage>;
  readonly onWarning: (text: string) => void;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomMaxRequestStringLength */
const MOST_URL_BYTES = 8192;

/** A CloudFront distribution without its caches: every request goes to the origin. Never rejects. */
export function createDistribution(
  options: DistributionOptions,
): (request: HttpRequest) => Promise<HttpAnswer> {
  const { behaviors, defaultRootObject, errorPages, onWarning } = options;

  const behaviorFor = (path: string): Behavior | undefined =>
    behaviors.find((behavior) => behavior.matches(path));

  async function pass(behavior: Behavior, viewer: HttpRequest): Promise<HttpAnswer> {
    const begun = behavior.viewerRequest
      ? await behavior.viewerRequest.onViewerRequest(viewer)
      : { request: viewer };
    if ('answer' in begun) return withPolicy(behavior, begun.answer);
    const answer = withPolicy(behavior, await fetchFrom(behavior, begun.request));
    const done =
      behavior.viewerResponse && answer.status < 400
        ? await behavior.viewerResponse.onViewerResponse(begun.request, answer)
        : answer;
    return finish(behavior, viewer, done);
  }

  /** Asks the origin. If the error has an error page, the behavior of the page's path reads it. */
  async function fetchFrom(behavior: Behavior, request: HttpRequest): Promise<HttpAnswer> {
    const path = request.path === '/' && defaultRootObject !== '' ? `/${defaultRootObject}` : request.path;
    const answer = await behavior.origin({ ...request, path });
    const page = errorPages.get(answer.status);
    if (!page) return answer;
    const read = await behaviorFor(page.path)?.origin({
      ...request,
      method: 'GET',
      path: page.path,
      query: '',
    });
    return read?.status === 200 ? { ...read, status: page.status } : answer;
  }

  return async (request) => {
    if (urlBytes(request) > MOST_URL_BYTES) {
      const answer = edgeError(413, 'The address of the request is too long.');
      return { ...answer, headers: withHeader(answer.headers, 'connection', 'close') };
    }
    const behavior = behaviorFor(request.path);
    if (!behavior?.allowedMethods.has(request.method))
      return edgeError(403, 'This distribution is not configured to allow this method.');
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustom-get-body
    if (request.method === 'GET' && request.body.length > 0)
      return edgeError(403, 'A GET request must not have a body.');
    try {
      return await pass(behavior, request);
    } catch (error) {
      onWarning(messageOf(error));
      return error instanceof EdgeFunctionError
        ? edgeError(
            503,
            'The CloudFront function associated with the CloudFront distribution is invalid or could not run.',
          )
        : edgeError(502, 'CloudFront could not get an answer from the origin.');
    }
  };
}

/** The length of the URL that a distribution makes from a request. */
function urlBytes({ headers, path, query }: HttpRequest): number {
  const host = headerValue(headers, 'host') ?? '';
  return Buffer.byteLength(`https://${host}${path}${query && `?${query}`}`);
}

function withPolicy(behavior: Behavior, answer: HttpAnswer): HttpAnswer {
  return { ...answer, headers: behavior.changeHeaders(answer.headers) };
}

async function finish(behavior: Behavior, viewer: HttpRequest, answer: HttpAnswer): Promise<HttpAnswer> {
  const sent = behavior.compresses ? await compress(viewer, answer) : answer;
  const tag = headerValue(sent.headers, 'etag');
  const known = headerValue(viewer.headers, 'if-none-match');
  const readsOnly = viewer.method === 'GET' || viewer.method === 'HEAD';
  if (!readsOnly || sent.status !== 200 || tag === undefined || known === undefined || !isKnown(tag, known))
    return sent;
  return { status: 304, headers: withoutHeader(sent.headers, 'content-type'), body: Buffer.alloc(0) };
}

/** Weak comparison (RFC 9110, section 8.8.3.2). */
function isKnown(tag: string, known: string): boolean {
  const opaque = (one: string): string => one.trim().replace(/^W\//, '');
  return known.trim() === '*' || known.split(',').some((one) => opaque(one) === opaque(tag));
}

function edgeError(status: number, reason: string): HttpAnswer {
  const body = `<!DOCTYPE html><html lang="en"><title>The request could not be satisfied</title><h1>${status}</h1><p>${reason}</p></html>\n`;
  return {
    status,
    headers: withHeader([], 'content-type', 'text/html; charset=utf-8'),
    body: Buffer.from(body),
  };
}
