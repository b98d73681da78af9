import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseProperties } from '../../kit/parse-properties.ts';
import { ACCOUNT, REGION, type ResourceProvider } from '../../kit/resource.ts';
import { type Access, AwsError } from '../../kit/service.ts';
import { type Functions, UnknownFunctionError } from '../model/function-registry.ts';
import { isJson } from '../model/is-json.ts';
import { type NextTime, parseSchedule } from './schedule-expression.ts';

const jsonText = z.string().refine(isJson, 'it is not JSON');

const ruleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.unknown().optional(),
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: z.string(),
        Input: jsonText.max(8192).optional(),
      }),
    )
    .default([]),
  Tags: z.unknown().optional(),
});

export interface Schedules {
  readonly providers: readonly ResourceProvider[];
  /**
   * Starts the timers after the whole stack is deployed.
   *
   * @throws Error for a target that is not a function of the stack, naming the resource
   */
  start(): void;
  close(): void;
}

interface SchedulesOptions {
  /** What EventBridge may do for a rule. */
  readonly accessOfRule: (ruleArn: string) => Access;
  readonly functions: Pick<Functions, 'get' | 'invokeLater'>;
  readonly onWarning: (text: string) => void;
}

interface Job {
  /** The resource of the schedule. */
  readonly place: string;
  readonly functionArn: string;
  readonly access: Access;
  readonly next: NextTime;
  /** @param due - the scheduled time */
  readonly payload: (due: Date) => string;
}

/** Longer waits overflow the timer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** `AWS::Events::Rule` with a schedule, and with functions as targets. */
export function createSchedules(options: SchedulesOptions): Schedules {
  const jobs = new Map<string, readonly Job[]>();
  const timers = new Map<Job, NodeJS.Timeout>();

  /** @param due - milliseconds since the epoch */
  function arm(job: Job, due: number): void {
    const left = due - Date.now();
    const run = (): void => {
      invoke(job, new Date(due));
      // A timer can fire early by the clock. The same time must not match again.
      arm(job, job.next(Math.max(due, Date.now())));
    };
    timers.set(job, left > LONGEST_WAIT ? setTimeout(arm, LONGEST_WAIT, job, due) : setTimeout(run, left));
  }

  /** A refused invocation is not retried. */
  function invoke({ access, functionArn, payload }: Job, due: Date): void {
    try {
      access.authorize('lambda:InvokeFunction', functionArn);
      options.functions.invokeLater(functionArn, payload(due));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      options.onWarning(`the scheduled invocation of ${functionArn} failed: ${error.message}`);
    }
  }

  return {
    providers: [ruleProvider(options.accessOfRule, (name, list) => jobs.set(name, list))],
    start() {
      const all = [...jobs.values()].flat();
      for (const job of all) refuseUnknownTarget(options.functions, job);
      for (const job of all) arm(job, job.next(Date.now()));
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function refuseUnknownTarget(functions: Pick<Functions, 'get'>, { place, functionArn }: Job): void {
  try {
    functions.get(functionArn);
  } catch (cause) {
    if (!(cause instanceof UnknownFunctionError)) throw cause;
    throw new Error(`${place}: its target ${functionArn} is not a function of the stack`, { cause });
  }
}

type Register = (name: string, jobs: readonly Job[]) => void;

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function ruleProvider(accessOf: SchedulesOptions['accessOfRule'], register: Register): ResourceProvider {
  const type = 'AWS::Events::Rule';
  const arnOf = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;
  return {
    type,
    identify({ physicalName, properties }) {
      const name = z.object({ Name: z.string().default(physicalName) }).parse(properties).Name;
      return { ref: name, attributes: { Arn: arnOf(name) } };
    },
    async provision(resource) {
      const properties = parseProperties(ruleProperties, type, resource);
      const name = properties.Name ?? resource.physicalName;
      const next = parseSchedule(properties.ScheduleExpression);
      if (properties.State === 'DISABLED') return;
      register(
        name,
        properties.Targets.map(({ Arn, Input }) => ({
          place: `${resource.logicalId} (${type})`,
          functionArn: Arn,
          access: accessOf(arnOf(name)),
          next,
          payload: (due) => Input ?? scheduledEvent(arnOf(name), due),
        })),
      );
    },
  };
}

function scheduledEvent(ruleArn: string, due: Date): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${due.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [ruleArn],
    detail: {},
  });
}
