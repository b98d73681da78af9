import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { AwsError } from '../../kit/service.ts';
import type { Queue } from '../model/queue.ts';
import type { Queues } from '../model/queues.ts';

interface MoveTask {
  readonly handle: string;
  readonly source: Queue;
  readonly destination: Queue | undefined;
  readonly perSecond: number | undefined;
  readonly started: number;
  readonly toMove: number;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  moved: number;
}

const startInput = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.number().int().min(1).max(500).optional(),
});

/**
 * `StartMessageMoveTask` and `ListMessageMoveTasks`: dead-letter redrive. A restart ends a task. Each message is then in one
 * queue, and the task can start again.
 *
 * @param stopped - aborts when the service closes
 */
export function moveTaskOperations(
  queues: Queues,
  now: () => number,
  stopped: AbortSignal,
): Readonly<Record<string, JsonOperation>> {
  const tasks: MoveTask[] = [];
  return {
    StartMessageMoveTask: jsonOperation(startInput, (input, call) => {
      for (const action of [
        'StartMessageMoveTask',
        'ReceiveMessage',
        'DeleteMessage',
        'GetQueueAttributes',
      ]) {
        call.authorize(`sqs:${action}`, input.SourceArn);
      }
      const source = queueOf(queues, input.SourceArn);
      const { DestinationArn, MaxNumberOfMessagesPerSecond } = input;
      const destination = DestinationArn === undefined ? undefined : queueOf(queues, DestinationArn);
      const origins = queues.sourcesOf(source);
      if (origins.length === 0) {
        throw new AwsError(
          'InvalidParameterValue',
          400,
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      for (const { arn } of destination === undefined ? origins : [destination]) {
        call.authorize('sqs:SendMessage', arn);
      }
      if (tasks.some((task) => task.source.name === source.name && task.status === 'RUNNING')) {
        throw new AwsError(
          'UnsupportedOperation',
          400,
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      const task: MoveTask = {
        handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString(
          'base64',
        ),
        source,
        destination,
        perSecond: MaxNumberOfMessagesPerSecond,
        started: now(),
        toMove: queues.count(source).visible,
        status: 'RUNNING',
        moved: 0,
      };
      tasks.unshift(task);
      void run(queues, task, stopped);
      return { TaskHandle: task.handle };
    }),
    ListMessageMoveTasks: jsonOperation(
      z.strictObject({ SourceArn: z.string(), MaxResults: z.number().int().min(1).max(10).default(1) }),
      (input, call) => {
        call.authorize('sqs:ListMessageMoveTasks', input.SourceArn);
        const source = queueOf(queues, input.SourceArn);
        const own = tasks.filter((task) => task.source.name === source.name).slice(0, input.MaxResults);
        return { Results: own.map(describe) };
      },
    ),
  };
}

/** @throws AwsError `ResourceNotFoundException`, where other operations throw `QueueDoesNotExist` */
function queueOf(queues: Queues, arn: string): Queue {
  const queue = queues.findByArn(arn);
  if (queue !== undefined) return queue;
  throw new AwsError('ResourceNotFoundException', 404, `The queue ${arn} does not exist.`);
}

async function run(queues: Queues, task: MoveTask, stopped: AbortSignal): Promise<void> {
  const chunk = task.perSecond ?? 500;
  try {
    while (!stopped.aborted) {
      const moved = queues.move(task.source, task.destination, chunk);
      task.moved += moved;
      if (moved < chunk) break;
      await sleep(task.perSecond === undefined ? 0 : 1000, undefined, { signal: stopped });
    }
    task.status = queues.count(task.source).visible === 0 ? 'COMPLETED' : 'FAILED';
  } catch {
    task.status = 'FAILED';
  }
}

function describe(task: MoveTask): object {
  return {
    ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
    ...(task.status === 'FAILED' && { FailureReason: 'CouldNotDetermineMessageSource' }),
    ...(task.destination !== undefined && { DestinationArn: task.destination.arn }),
    ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
    Status: task.status,
    SourceArn: task.source.arn,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    StartedTimestamp: task.started,
  };
}
