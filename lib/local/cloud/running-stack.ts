import type { Functions } from '../lambda/index.ts';
import type { HttpAnswer, HttpRequest } from '../page-port/http-message.ts';
import type { Assembly } from '../template/index.ts';
import { openStack, type Stack, type StackOptions } from './stack.ts';

/** The stack that answers now; another one may take its place. */
export interface RunningStack {
  /** Of the stack that answers. @throws Error as long as there is none */
  readonly current: Stack;
  /** The functions of whichever stack answers. */
  readonly functions: Pick<Functions, 'get' | 'invokeLater'>;
  /** What the page's port answers; nothing as long as there is no stack. */
  answer(request: HttpRequest): Promise<HttpAnswer | undefined>;
  /**
   * Deploys a template. From then on its stack answers; the one before finishes what it has begun.
   *
   * @throws TemplateError | UnsupportedProperty; the stack before goes on then. Error once all are closed
   */
  deploy(assembly: Assembly): Promise<void>;
  kill(instance: string): void;
  /** What people call a function or a queue. */
  labelOf(physicalName: string): string;
  /** Closes every stack, that of a deployment under way among them. */
  close(): Promise<void>;
}

export function createRunningStack(options: Omit<StackOptions, 'assembly'>): RunningStack {
  const open = new Set<Stack>();
  let latest: Stack | undefined;
  /** The last one that was begun. */
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
    if (closed) throw new Error('nothing is deployed any more: the embedded cloud is closed');
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
      // Whoever began it hears of its failure.
      await deployment.catch(() => undefined);
      await Promise.all([...open].map((stack) => stack.close()));
    },
  };
}
