import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AssumeRole } from '../../iam/assume-role.ts';
import { parseProperties } from '../../kit/parse-properties.ts';
import { ACCOUNT, REGION, type ResourceProvider, UnsupportedProperty } from '../../kit/resource.ts';
import { type Access, AwsError } from '../../kit/service.ts';
import { type Functions, UnknownFunctionError } from '../model/function-registry.ts';
import { isJson } from '../model/is-json.ts';
import { type NextTime, parseSchedule } from './schedule-expression.ts';

const jsonText = z.string().refine(isJson, 'it is no JSON');

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

const scheduleProperties = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.literal('default').optional(),
  Description: z.unknown().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.enum(['UTC', 'Etc/UTC']).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.literal('OFF', 'the embedded cloud runs a schedule on time'),
  }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: jsonText.max(256 * 1024).default('{}'),
  }),
});

export interface Schedules {
  readonly providers: readonly ResourceProvider[];
  /**
   * Lets time begin to count, once the whole stack stands.
   *
   * @throws Error for a target that is no function of the stack, naming the resource that has it
   */
  start(): void;
  close(): void;
}

interface SchedulesOptions {
  /** What EventBridge may do for a rule. */
  readonly accessOfRule: (ruleArn: string) => Access;
  /** For the Scheduler, which acts in the roles of schedules. */
  readonly assumeRole: AssumeRole;
  /** What a session of a role may do: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME`. */
  readonly accessOfSession: (principalArn: string) => Access;
  readonly functions: Pick<Functions, 'get' | 'invokeLater'>;
  readonly onWarning: (text: string) => void;
}

interface Job {
  /** Which resource asks for it. */
  readonly place: string;
  readonly functionArn: string;
  readonly access: Access;
  readonly next: NextTime;
  /** @param due - the moment for which it was set */
  readonly payload: (due: Date) => string;
}

/** The group of schedules that name none, and none names another here. */
const GROUP = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`;

/** Longer waits overflow the timer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** `AWS::Events::Rule` and `AWS::Scheduler::Schedule` with functions as targets. */
export function createSchedules(options: SchedulesOptions): Schedules {
  const jobs = new Map<string, readonly Job[]>();
  const timers = new Map<Job, NodeJS.Timeout>();

  /** @param due - milliseconds since the epoch */
  function arm(job: Job, due: number): void {
    const left = due - Date.now();
    const run = (): void => {
      invoke(job, new Date(due));
      // A timer may be early by the clock, which must not find the same moment again.
      arm(job, job.next(Math.max(due, Date.now())));
    };
    timers.set(job, left > LONGEST_WAIT ? setTimeout(arm, LONGEST_WAIT, job, due) : setTimeout(run, left));
  }

  /** An invocation that is refused is not repeated. */
  function invoke({ access, functionArn, payload }: Job, due: Date): void {
    try {
      access.authorize('lambda:InvokeFunction', functionArn);
      options.functions.invokeLater(functionArn, payload(due));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      options.onWarning(`it was time for ${functionArn}, but: ${error.message}`);
    }
  }

  return {
    providers: [
      ruleProvider(options.accessOfRule, (name, list) => jobs.set(name, list)),
      scheduleProvider(options, (name, list) => jobs.set(name, list)),
    ],
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
    throw new Error(`${place}: its target ${functionArn} is no function of the stack`, { cause });
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
        `rule ${name}`,
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

/**
 * The Scheduler names the group of the schedule when it assumes the role.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function scheduleProvider(
  { assumeRole, accessOfSession }: Pick<SchedulesOptions, 'assumeRole' | 'accessOfSession'>,
  register: Register,
): ResourceProvider {
  const type = 'AWS::Scheduler::Schedule';
  return {
    type,
    identify({ physicalName, properties }) {
      const name = z.object({ Name: z.string().default(physicalName) }).parse(properties).Name;
      return {
        ref: name,
        attributes: { Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/${name}` },
      };
    },
    async provision(resource) {
      const { ScheduleExpression, State, Target, Name } = parseProperties(scheduleProperties, type, resource);
      const next = parseSchedule(ScheduleExpression);
      const name = Name ?? resource.physicalName;
      const session = assumeRole(Target.RoleArn, GROUP, name);
      if (session === undefined)
        throw new UnsupportedProperty(
          resource.logicalId,
          type,
          'Target.RoleArn',
          `${Target.RoleArn} does not trust scheduler.amazonaws.com`,
        );
      if (State === 'DISABLED') return;
      register(`schedule ${name}`, [
        {
          place: `${resource.logicalId} (${type})`,
          functionArn: Target.Arn,
          access: accessOfSession(session),
          next,
          payload: (due) =>
            Target.Input.replaceAll('<aws.scheduler.scheduled-time>', `${due.toISOString().slice(0, 19)}Z`),
        },
      ]);
    },
  };
}
