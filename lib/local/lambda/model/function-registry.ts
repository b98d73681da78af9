import type { OnRecord } from '../../console/index.ts';
import { messageOf } from '../../kit/message-of.ts';
import type { FunctionDefinition } from '../instance/instance-environment.ts';
import { createReaper } from '../instance/reaper.ts';
import { functionArn } from '../providers/function-provider.ts';
import { createFunction, type LambdaFunction, ThrottledError } from './function-pool.ts';
import { refuseLargePayload } from './payload-limits.ts';

/** All functions of the stack. */
export interface Functions {
  define(definition: FunctionDefinition): void;
  /**
   * @param reference - name or ARN; the qualifier `$LATEST` may follow, but there are no versions and aliases
   * @throws UnknownFunctionError, for a function of another account or Region, too
   */
  get(reference: string): LambdaFunction;
  /**
   * Invokes asynchronously and retries twice if the function fails, like Lambda. Errors go to the terminal.
   *
   * @throws UnknownFunctionError | PayloadTooLargeError
   */
  invokeLater(reference: string, payload: string): void;
  /** Kills one instance of any function at once. */
  kill(instanceId: string): void;
  /** Ends instances after their invocations. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

export class UnknownFunctionError extends Error {
  constructor(reference: string) {
    super(`Function not found: ${reference}`);
    this.name = 'UnknownFunctionError';
  }
}

export interface FunctionsOptions {
  readonly awsUrl: string;
  readonly temporaryFolder: string;
  readonly onRecord: OnRecord;
  readonly idleMilliseconds: number;
  /** Waits before the first and the second repetition of a failed event, in milliseconds. */
  readonly retryDelays: readonly number[];
}

export function createFunctions(options: FunctionsOptions): Functions {
  const functions = new Map<string, LambdaFunction>();
  const repetitions = new Set<NodeJS.Timeout>();
  const reaper = createReaper();
  let ended = false;

  function get(reference: string): LambdaFunction {
    const name = nameIn(reference);
    const found = name === undefined ? undefined : functions.get(name);
    if (!found) throw new UnknownFunctionError(reference);
    return found;
  }

  /** Never rejects, because no caller waits for it. */
  async function attempt(target: LambdaFunction, payload: string, delays: readonly number[]): Promise<void> {
    const isDone = await carryOut(target, payload);
    const [delay, ...further] = delays;
    if (isDone || ended || delay === undefined) return;
    const timer = setTimeout(() => {
      repetitions.delete(timer);
      void attempt(target, payload, further);
    }, delay);
    repetitions.add(timer);
  }

  async function carryOut(target: LambdaFunction, payload: string): Promise<boolean> {
    try {
      return (await target.invoke(payload, 'event')).ok;
    } catch (error) {
      if (!(error instanceof ThrottledError)) {
        const { name } = target.definition;
        options.onRecord({ kind: 'warning', text: `${name} cannot accept an event: ${messageOf(error)}` });
      }
      return false;
    }
  }

  function endRepetitions(): void {
    ended = true;
    for (const timer of repetitions) clearTimeout(timer);
  }

  return {
    define: (definition) =>
      void functions.set(definition.name, createFunction({ ...options, reaper, definition })),
    get,
    invokeLater(reference, payload) {
      const target = get(reference);
      refuseLargePayload(payload, 'Event');
      void attempt(target, payload, options.retryDelays);
    },
    kill(instanceId) {
      for (const one of functions.values()) one.kill(instanceId);
    },
    async retire() {
      endRepetitions();
      await Promise.all([...functions.values()].map((one) => one.retire()));
    },
    async close() {
      endRepetitions();
      await Promise.all([...functions.values()].map((one) => one.close()));
      reaper.close();
    },
  };
}

function nameIn(reference: string): string | undefined {
  const unqualified = reference.replace(/:\$LATEST$/, '');
  const name = unqualified.slice(unqualified.lastIndexOf(':') + 1);
  return unqualified === name || unqualified === functionArn(name) ? name : undefined;
}
