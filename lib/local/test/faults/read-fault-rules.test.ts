import { expect, it } from 'vitest';
import { readFaultRules } from '../../faults/index.ts';

it.each([
  ['no list', '{ "fault": "throttle" }', 'expected array'],
  ['no rule', '[3]', 'at [0]'],
  ['no fault', '[{ "call": "s3:*" }]', 'at [0].fault'],
  ['an unknown fault', '[{ "call": "s3:*", "fault": "explode" }]', 'at [0].fault'],
  [
    'a status that is no error',
    '[{ "fault": { "error": "SlowDown", "status": 200 } }]',
    'at [0].fault.status',
  ],
  ['an error without a status', '[{ "fault": { "error": "SlowDown" } }]', 'at [0].fault.status'],
  ['a delay without end', '[{ "fault": { "delayMilliseconds": 1e9 } }]', 'at [0].fault.delayMilliseconds'],
  ['a count from zero', '[{ "fault": "throttle" }, { "nth": 0, "fault": "throttle" }]', 'at [1].nth'],
  ['a field that no rule has', '[{ "call": "s3:*", "nht": 3, "fault": "throttle" }]', '"nht"'],
  ['a fault that no queue has', '[{ "queue": "work", "fault": "throttle" }]', 'at [0].fault'],
])('a list of faults with %s is refused by the name of the field', (_, text, field) => {
  expect(() => readFaultRules(text)).toThrow(field);
});

it('a list of faults with several mistakes names all of them', () => {
  expect(() => readFaultRules('[{ "nth": 0, "fault": { "error": "", "status": 99 } }]')).toThrow(
    /at \[0\]\.nth.*at \[0\]\.fault\.error.*at \[0\]\.fault\.status/s,
  );
});
