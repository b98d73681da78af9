import type { z } from 'zod';
import { AwsError, type ServiceCall, unsupportedParameter } from '../kit/service.ts';
import { jsonCode, toAwsError } from './error-answer.ts';

/** One operation of an AWS JSON service: takes the parsed input and returns the output. */
export type JsonOperation = (input: unknown, call: ServiceCall) => unknown;

/** What distinguishes one AWS JSON service from another. */
export interface JsonProtocol {
  /** The part of `x-amz-target` before the dot, for example `TrentService`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** Additional headers or members of an error, if the service has some. */
  decorateError?(error: AwsError, call: ServiceCall): Readonly<Record<string, unknown>>;
}

/**
 * An operation whose input must match a schema.
 *
 * @param schema - strict objects: a member that is not listed is not supported
 * @throws AwsError `UnsupportedParameterException` naming a member that is not listed, or `ValidationException` naming one
 *   that does
 *   not fit
 */
export function jsonOperation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, call: ServiceCall) => unknown,
): JsonOperation {
  return (raw, call) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return run(parsed.data, call);
    const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
    if (unknown?.code === 'unrecognized_keys')
      throw unsupportedParameter(targetOf(call), [...unknown.path, unknown.keys[0]].join('.'));
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || 'the input';
    throw new AwsError(
      'ValidationException',
      400,
      `1 validation error detected: Value at '${where}' failed to satisfy constraint: ${issue?.message}`,
    );
  };
}

/** Runs the operation that `x-amz-target` names and answers in AWS JSON, also after an error. */
export async function answerJson(
  protocol: JsonProtocol,
  call: ServiceCall,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    const output = await operationOf(protocol, call)(parseJson(call), call);
    send(protocol, call, 200, output ?? {});
  } catch (cause) {
    const error = toAwsError(cause);
    if (error !== cause) report(cause);
    const status = error.status === 403 ? 400 : error.status;
    const details = protocol.decorateError?.(error, call);
    send(protocol, call, status, { __type: jsonCode(error), message: error.message, ...details });
  }
}

function operationOf(protocol: JsonProtocol, call: ServiceCall): JsonOperation {
  const header = targetOf(call);
  const [target, name = ''] = header.split('.');
  const operation = Object.hasOwn(protocol.operations, name) ? protocol.operations[name] : undefined;
  if (target !== protocol.target || operation === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      400,
      `The local cloud does not know the operation ${header}.`,
    );
  }
  return operation;
}

/** The operation that a request names, for example `TrentService.Encrypt`. */
function targetOf({ request }: ServiceCall): string {
  const header = request.headers['x-amz-target'];
  return typeof header === 'string' ? header : '';
}

function parseJson(call: ServiceCall): unknown {
  try {
    return JSON.parse(call.body?.toString() || '{}');
  } catch {
    throw new AwsError('SerializationException', 400, 'The body is not JSON.');
  }
}

function send(protocol: JsonProtocol, call: ServiceCall, status: number, output: unknown): void {
  const { response } = call;
  const body = JSON.stringify(output);
  response.statusCode = status;
  response.setHeader('content-type', `application/x-amz-json-${protocol.version}`);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
