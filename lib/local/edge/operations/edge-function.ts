import { randomUUID } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import { z } from 'zod';
import { messageOf } from '../../kit/message-of.ts';
import type { HttpAnswer, HttpRequest } from '../../page-port/http-message.ts';
import {
  fromFunctionRequest,
  fromFunctionResponse,
  toFunctionRequest,
  toFunctionResponse,
} from './function-event.ts';

/** A CloudFront Function that is associated with a behaviour. */
export interface EdgeFunction {
  /** @returns the request to go on with, or an answer that ends it; @throws EdgeFunctionError */
  onViewerRequest(
    request: HttpRequest,
  ): Promise<{ readonly request: HttpRequest } | { readonly answer: HttpAnswer }>;
  /** @throws EdgeFunctionError */
  onViewerResponse(request: HttpRequest, answer: HttpAnswer): Promise<HttpAnswer>;
}

/** The function threw, took too long or returned what CloudFront does not take. */
export class EdgeFunctionError extends Error {
  constructor(name: string, cause: unknown) {
    super(`the CloudFront function ${name} failed: ${messageOf(cause)}`, { cause });
    this.name = 'EdgeFunctionError';
  }
}

export interface EdgeFunctionOptions {
  readonly name: string;
  /** JavaScript with a function `handler`. */
  readonly code: string;
  readonly distribution: { readonly id: string; readonly domainName: string };
  readonly onLine: (line: string) => void;
  /** Stops a function that computes for longer. 2,000 by default. */
  readonly mostMilliseconds?: number;
}

/**
 * CloudFront allows about a millisecond of computing. This is time on the wall: on a busy laptop, a function waits for its
 * turn.
 */
const MOST_MILLISECONDS = 2000;

/** Stores the result in the context: a promise must not leave it. */
const CALL = `(async () => { globalThis.__answer = JSON.stringify(await handler(JSON.parse(__event))); })()
  .catch((error) => { globalThis.__error = String(error?.message ?? error); });`;
const settled = z.object({ __answer: z.string().optional(), __error: z.string().optional() });

/**
 * Compiles a function of the runtime cloudfront-js-2.0. Each call runs in a new context without Node's globals. It is not a
 * security boundary: the code belongs to the stack.
 *
 * @throws EdgeFunctionError for code that does not parse
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function createEdgeFunction(options: EdgeFunctionOptions): EdgeFunction {
  const { name, code, distribution, onLine, mostMilliseconds = MOST_MILLISECONDS } = options;
  const script = guard(name, () => new Script(`${code}\n;${CALL}`));

  function run(eventType: string, viewerIp: string, more: object): unknown {
    const event = {
      version: '1.0',
      context: {
        distributionDomainName: distribution.domainName,
        distributionId: distribution.id,
        eventType,
        requestId: randomUUID(),
      },
      viewer: { ip: viewerIp },
      ...more,
    };
    const log = (...values: unknown[]): void => onLine(values.map(String).join(' '));
    const sandbox = createContext(
      { __event: JSON.stringify(event), console: { log, error: log } },
      // Promises settle within the time limit or never: there are no other events.
      { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' },
    );
    script.runInContext(sandbox, { timeout: mostMilliseconds });
    const { __answer, __error } = settled.parse(sandbox);
    if (__error !== undefined) throw new Error(__error);
    if (__answer === undefined) throw new Error('its promise never settles');
    return JSON.parse(__answer);
  }

  return {
    async onViewerRequest(request) {
      try {
        const result = run('viewer-request', request.sourceIp, { request: toFunctionRequest(request) });
        const isAnswer = z.object({ statusCode: z.number() }).safeParse(result).success;
        if (isAnswer) return { answer: fromFunctionResponse(result, Buffer.alloc(0)) };
        return { request: fromFunctionRequest(result, request) };
      } catch (error) {
        throw new EdgeFunctionError(name, error);
      }
    },
    async onViewerResponse(request, answer) {
      try {
        const event = { request: toFunctionRequest(request), response: toFunctionResponse(answer) };
        return fromFunctionResponse(run('viewer-response', request.sourceIp, event), answer.body);
      } catch (error) {
        throw new EdgeFunctionError(name, error);
      }
    },
  };
}

function guard<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new EdgeFunctionError(name, error);
  }
}
