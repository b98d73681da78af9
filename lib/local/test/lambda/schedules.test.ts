import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIam, type Iam } from '../../iam/index.ts';
import { serviceAccess } from '../../iam/service-access.ts';
import { createFunctions, createSchedules, type Functions } from '../../lambda/index.ts';

const target = 'arn:aws:lambda:eu-west-1:000000000000:function:janitor';

let functions: Functions;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T18:00:00Z') });
  functions = createFunctions({
    awsUrl: '',
    temporaryFolder: '',
    onRecord: () => undefined,
    idleMilliseconds: 0,
    retryDelays: [],
  });
  for (const name of ['janitor', 'janitor2']) {
    functions.define({
      name,
      arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
      codeFolder: '',
      handler: '',
      timeoutSeconds: 1,
      memoryMegabytes: 128,
      storageMegabytes: 512,
      logFormat: 'Text',
      logGroup: '',
      environment: {},
      credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '' },
    });
  }
});
afterEach(async () => {
  vi.useRealTimers();
  await functions.close();
});

/** The rule `rule` may invoke the function. */
function openIam(): Iam {
  const opened = createIam('arn:aws:iam::000000000000:user/admin');
  opened.setResourcePolicy(target, {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: target,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:000000000000:rule/rule' } },
    },
  });
  return opened;
}

async function provide(properties: unknown) {
  const iam = openIam();
  const invoked: [string, string][] = [];
  const warnings: string[] = [];
  const schedules = createSchedules({
    accessOfRule: (ruleArn) => serviceAccess(iam, 'events.amazonaws.com', ruleArn),
    functions: {
      get: functions.get,
      invokeLater: (arn, payload) => void invoked.push([arn, payload]),
    },
    onWarning: (text) => void warnings.push(text),
  });
  const [provider] = schedules.providers;
  await provider?.provision({ logicalId: 'Rule', physicalName: 'rule', properties });
  schedules.start();
  return { invoked, schedules, warnings };
}

describe('a rule', () => {
  it('invokes its targets on schedule with a scheduled event', async () => {
    const { invoked, schedules } = await provide({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        { Id: 'a', Arn: target },
        { Id: 'b', Arn: target, Input: '{"x":1}' },
      ],
    });
    vi.advanceTimersByTime(60_000);
    expect(invoked).toHaveLength(2);
    expect(JSON.parse(invoked[0]?.[1] ?? '')).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-11-23T18:01:00Z',
      region: 'eu-west-1',
      resources: ['arn:aws:events:eu-west-1:000000000000:rule/rule'],
      detail: {},
    });
    expect(invoked[1]).toEqual([target, '{"x":1}']);
    vi.advanceTimersByTime(120_000);
    expect(invoked).toHaveLength(6);
    schedules.close();
    vi.advanceTimersByTime(120_000);
    expect(invoked).toHaveLength(6);
  });

  it('does nothing while it is disabled', async () => {
    const { invoked } = await provide({
      ScheduleExpression: 'rate(1 minute)',
      State: 'DISABLED',
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.advanceTimersByTime(600_000);
    expect(invoked).toEqual([]);
  });

  it.each([
    ['cron(0 0 1 1 ? *)', '2027-01-01T00:00:00Z'],
    ['rate(30 days)', '2026-12-23T18:00:00Z'],
  ])('waits longer than a timer can: %s', async (ScheduleExpression, due) => {
    const { invoked } = await provide({
      ScheduleExpression,
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.advanceTimersByTime(Date.parse(due) - Date.now() - 1);
    expect(invoked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(invoked).toHaveLength(1);
  });

  it('invokes once per scheduled time, even if a timer is early', async () => {
    const { invoked, schedules } = await provide({
      ScheduleExpression: 'cron(* * * * ? *)',
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.setSystemTime(Date.now() - 1);
    vi.advanceTimersByTime(60_001);
    schedules.close();
    expect(invoked).toEqual([[target, expect.stringContaining('"time":"2026-11-23T18:01:00Z"')]]);
  });

  it('invokes nothing if the function’s policy allows only another rule, and warns', async () => {
    const { invoked, warnings, schedules } = await provide({
      Name: 'other',
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.advanceTimersByTime(60_000);
    expect(invoked).toEqual([]);
    expect(warnings).toEqual([
      `the scheduled invocation of ${target} failed: User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${target} because no resource-based policy allows the lambda:InvokeFunction action`,
    ]);
    vi.advanceTimersByTime(60_000);
    expect(warnings).toHaveLength(2);
    schedules.close();
  });

  it('is refused with a property that is not supported', async () => {
    await expect(provide({ EventPattern: {}, ScheduleExpression: 'rate(1 minute)' })).rejects.toThrow(
      'EventPattern',
    );
  });
});

describe('a target of a rule', () => {
  const properties = (Arn: string, Input?: string) => ({
    ScheduleExpression: 'rate(1 minute)',
    Targets: [{ Id: 'a', Arn, Input }],
  });

  it.each(['arn:aws:sqs:eu-west-1:000000000000:jobs', `${target}-unknown`])(
    'must be a function of the stack: %s',
    async (arn) => {
      await expect(provide(properties(arn))).rejects.toThrow(
        `Rule (AWS::Events::Rule): its target ${arn} is not a function of the stack`,
      );
    },
  );

  it.each([
    ['RetryPolicy', { MaximumRetryAttempts: 0 }],
    ['DeadLetterConfig', { Arn: 'arn' }],
  ])('is refused with an unsupported property: %s', async (name, value) => {
    const refused = JSON.stringify(properties(target)).replace(
      '"Arn"',
      `"${name}":${JSON.stringify(value)},"Arn"`,
    );
    await expect(provide(JSON.parse(refused))).rejects.toThrow(name);
  });

  it('has JSON as input', async () => {
    await expect(provide(properties(target, 'x'))).rejects.toThrow(/^Rule .*Input.*it is not JSON$/);
  });
});
