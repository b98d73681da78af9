import { randomBytes, randomUUID } from 'node:crypto';
import type { OnRecord } from '../../console/index.ts';
import { type Instance, type InstanceOptions, type Outcome, startInstance } from '../instance/instance.ts';
import type { FunctionDefinition } from '../instance/instance-environment.ts';
import { LARGEST_ANSWER, refuseLargePayload } from './payload-limits.ts';

/** The function has reached its concurrency limit. */
export class ThrottledError extends Error {
  constructor() {
    super('Rate Exceeded.');
    this.name = 'ThrottledError';
  }
}

/** A function that can be called. */
export interface LambdaFunction {
  readonly definition: FunctionDefinition;
  /**
   * @param payload - JSON
   * @param trigger - the cause of the invocation, for the terminal
   * @throws ThrottledError | PayloadTooLargeError; an error of the function is an outcome
   */
  invoke(payload: string, trigger: string): Promise<Outcome>;
  /** Kills an instance at once. An instance of another function is ignored. */
  kill(instanceId: string): void;
  /** Ends idle instances now and the others after their invocations. */
  retire(): Promise<void>;
  /** Kills all instances. */
  close(): Promise<void>;
}

export interface FunctionPoolOptions {
  readonly definition: FunctionDefinition;
  readonly awsUrl: string;
  readonly temporaryFolder: string;
  readonly reaper: InstanceOptions['reaper'];
  readonly onRecord: OnRecord;
  /** How long an instance without work is kept, in milliseconds. */
  readonly idleMilliseconds: number;
}

/** A laptop cannot run a thousand instances. Further invocations wait for a free one. */
const MOST_INSTANCES = 10;

/** Manages the instances of one function: reuses idle ones, starts more when all are busy, and ends unused ones. */
export function createFunction({
  definition,
  awsUrl,
  temporaryFolder,
  reaper,
  onRecord,
  idleMilliseconds,
}: FunctionPoolOptions): LambdaFunction {
  const instances = new Set<Instance>();
  const idle: { readonly instance: Instance; readonly timer: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let closed = false;
  let retired = false;
  let onIdle: (() => void) | undefined;

  function start(): Instance {
    const instance = startInstance({
      definition,
      awsUrl,
      temporaryFolder,
      reaper,
      onLine: (line, requestId) =>
        onRecord({ kind: 'function-line', functionName: definition.name, requestId, line }),
    });
    instances.add(instance);
    return instance;
  }

  async function acquire(): Promise<{ readonly instance: Instance; readonly cold: boolean }> {
    for (;;) {
      if (closed) throw new ThrottledError();
      const kept = idle.pop();
      if (kept) {
        clearTimeout(kept.timer);
        if (kept.instance.alive) return { instance: kept.instance, cold: false };
        instances.delete(kept.instance);
      } else if (instances.size < MOST_INSTANCES) {
        return { instance: start(), cold: true };
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    }
  }

  function release(instance: Instance): void {
    if (!instance.alive || closed || retired) void discard(instance);
    else idle.push({ instance, timer: setTimeout(letGo, idleMilliseconds, instance).unref() });
    waiting.shift()?.();
  }

  function letGo(instance: Instance): void {
    const index = idle.findIndex((kept) => kept.instance === instance);
    if (index >= 0) idle.splice(index, 1);
    void discard(instance);
  }

  async function discard(instance: Instance): Promise<void> {
    instances.delete(instance);
    await instance.end();
  }

  async function invoke(payload: string, trigger: string): Promise<Outcome> {
    if (underWay >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) throw new ThrottledError();
    refuseLargePayload(payload, 'RequestResponse');
    underWay += 1;
    try {
      const { instance, cold } = await acquire();
      try {
        return await carryOut(instance, { cold, payload, trigger });
      } finally {
        release(instance);
      }
    } finally {
      underWay -= 1;
      if (underWay === 0) onIdle?.();
    }
  }

  async function carryOut(
    instance: Instance,
    {
      cold,
      payload,
      trigger,
    }: { readonly cold: boolean; readonly payload: string; readonly trigger: string },
  ): Promise<Outcome> {
    const requestId = randomUUID();
    const begun = performance.now();
    const outcome = refuseLargeAnswer(
      await instance.invoke({
        requestId,
        payload,
        traceId: newTraceId(),
      }),
    );
    // The end of the cloud interrupted it, so it is not an error of the function.
    if (closed) return outcome;
    onRecord({
      kind: 'invocation',
      functionName: definition.name,
      trigger,
      requestId,
      cold,
      milliseconds: performance.now() - begun,
      peakBytes: outcome.peakBytes,
      error: outcome.ok ? undefined : outcome.error,
    });
    return outcome;
  }

  return {
    definition,
    invoke,
    kill(instanceId) {
      for (const instance of instances) if (instance.id === instanceId) void instance.end();
    },
    async retire() {
      retired = true;
      for (const { instance, timer } of idle.splice(0)) {
        clearTimeout(timer);
        void discard(instance);
      }
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      await Promise.all([...instances].map(discard));
    },
    async close() {
      closed = true;
      for (const { timer } of idle) clearTimeout(timer);
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...instances].map(discard));
    },
  };
}

function refuseLargeAnswer(outcome: Outcome): Outcome {
  if (!outcome.ok || Buffer.byteLength(outcome.payload) <= LARGEST_ANSWER) return outcome;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`;
  return {
    ok: false,
    error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] },
    peakBytes: outcome.peakBytes,
  };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
