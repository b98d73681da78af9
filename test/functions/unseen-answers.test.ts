import { expect, it } from 'vitest';
import { errorsOf, routes } from '#contract';
import { unseenAnswers } from '../setup/judge-answers.ts';

const all = unseenAnswers(new Set());

it('a run that has seen nothing has all of it before it: that each route succeeds, and each of its codes', () => {
  for (const name of Object.keys(routes)) expect(all).toContain(`${name} ${routes[name as 'login'].status}`);
  expect(all.filter((one) => one.startsWith('getFile '))).toEqual([
    'getFile 200',
    'getFile 304',
    ...errorsOf(routes.getFile).map((code) => `getFile ${code}`),
  ]);
  expect(all).toContain('health 503');
});

it('names what is missing, and nothing else', () => {
  const missing = 'createShare share_not_found';
  expect(unseenAnswers(new Set(all))).toEqual([]);
  expect(all).not.toContain(missing);
  expect(unseenAnswers(new Set(all.filter((one) => one !== 'revokeShare share_not_found')))).toEqual([
    'revokeShare share_not_found',
  ]);
});

it('asks for no code that only chance brings about', () => {
  expect(all.filter((one) => one.endsWith(' conflict'))).toEqual([]);
});
