import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSchedules } from '../../../lib/local/lambda/index.ts';

const target = 'arn:aws:lambda:eu-west-1:000000000000:function:janitor';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-23T18:00:00Z') }));
afterEach(() => void vi.useRealTimers());

async function provide(type: string, properties: unknown) {
  const invoked: [string, string][] = [];
  const schedules = createSchedules({ invokeLater: (arn, payload) => void invoked.push([arn, payload]) });
  const provider = schedules.providers.find((one) => one.type === type);
  await provider?.provision({ logicalId: 'Rule', physicalName: 'rule', properties });
  schedules.start();
  return { invoked, schedules };
}

describe('a rule', () => {
  it('invokes its targets whenever it is time, with the event of a schedule', async () => {
    const { invoked, schedules } = await provide('AWS::Events::Rule', {
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
    const { invoked } = await provide('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'DISABLED',
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.advanceTimersByTime(600_000);
    expect(invoked).toEqual([]);
  });

  it('waits for moments that are further away than a timer reaches', async () => {
    const { invoked } = await provide('AWS::Events::Rule', {
      ScheduleExpression: 'cron(0 0 1 1 ? *)',
      Targets: [{ Id: 'a', Arn: target }],
    });
    vi.advanceTimersByTime(Date.parse('2027-01-01T00:00:00Z') - Date.now() - 1);
    expect(invoked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(invoked).toHaveLength(1);
  });

  it('is refused with a property that is not carried out', async () => {
    await expect(
      provide('AWS::Events::Rule', { EventPattern: {}, ScheduleExpression: 'rate(1 minute)' }),
    ).rejects.toThrow('EventPattern');
  });
});

describe('a schedule of the scheduler', () => {
  it('sends its input, with the time in it', async () => {
    const { invoked } = await provide('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: target, RoleArn: 'role', Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    });
    vi.advanceTimersByTime(3_600_000);
    expect(invoked).toEqual([[target, '{"at":"2026-11-23T19:00:00Z"}']]);
  });
});
