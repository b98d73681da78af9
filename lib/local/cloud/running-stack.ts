import type { Functions } from '../lambda/index.ts';
import type { HttpAnswer, HttpRequest } from '../page-port/http-message.ts';
import type { Assembly } from '../template/index.ts';
import { openStack, type Stack, type StackOptions } from './stack.ts';

/** The stack that answers now. A deployment replaces it. */
export interface RunningStack {
  /** The stack that answers. @throws Error before the first deployment */
  readonly current: Stack;
  /** The functions of the stack that answers. */
  readonly functions: Pick<Functions, 'get' | 'invokeLater'>;
  /** Answers a request to the page's port. Resolves with undefined before the first deployment. */
  answer(request: HttpRequest): Promise<HttpAnswer | undefined>;
  /**
   * Deploys a template. Its stack answers from then on. The previous stack finishes its work.
   *
   * @throws TemplateError | UnsupportedProperty; the previous stack goes on then. Error after `close`
   */
  deploy(assembly: Assembly): Promise<void>;
  kill(instance: string): void;
  /** The label of a function or a queue. */
  labelOf(physicalName: string): string;
  /** Closes every stack, also one whose deployment is in progress. */
  close(): Promise<void>;
}

export function createRunningStack(options: Omit<StackOptions, 'assembly'>): RunningStack {
  const open = new Set<Stack>();
  let latest: Stack | undefined;
  /** The latest deployment. */
  let deployment: Promise<void> = Promise.resolve();
  let closed = false;
  let labelOf = (physicalName: string): string => physicalName;

  function current(): Stack {
    if (latest) return latest;
    throw new Error('the stack is not deployed yet');
  }

  async function retire(stack: Stack): Promise<void> {
    await stack.retire();
    await stack.close();
    open.delete(stack);
  }

  async function replace(assembly: Assembly): Promise<void> {
    if (closed) throw new Error('the local cloud is closed');
    const labelsBefore = labelOf;
    labelOf = assembly.labelOf;
    try {
      const next = await openStack({ ...options, assembly });
      open.add(next);
      const before = latest;
      latest = next;
      if (before) void retire(before);
    } catch (error) {
      labelOf = labelsBefore;
      throw error;
    }
  }

  return {
    get current() {
      return current();
    },
    functions: {
      get: (reference) => current().functions.get(reference),
      invokeLater: (reference, payload) => current().functions.invokeLater(reference, payload),
    },
    answer: async (request) => latest?.answer(request),
    deploy(assembly) {
      deployment = replace(assembly);
      return deployment;
    },
    kill(instance) {
      for (const stack of open) stack.functions.kill(instance);
    },
    labelOf: (physicalName) => labelOf(physicalName),
    async close() {
      closed = true;
      // The caller of `deploy` receives the error.
      await deployment.catch(() => undefined);
      await Promise.all([...open].map((stack) => stack.close()));
    },
  };
}
