import { expect, it } from 'vitest';
import { createIam } from '../../../lib/local/iam/index.ts';
import { rightsOf } from '../../../lib/local/rights.ts';
import { judgeRights } from '../../setup/judge-rights.ts';

const session = 'arn:aws:sts::000000000000:assumed-role/worker-role/stack-worker1';
const vault = 'arn:aws:s3:::stack-vault1';
const labels = new Map([
  ['stack-worker1', 'worker'],
  ['stack-vault1', 'vault'],
]);

/** What is said about a function that may read and delete, after it made the calls. */
function judged(actions: readonly string[]) {
  const iam = createIam('arn:aws:iam::000000000000:user/admin');
  iam.attachIdentityPolicy('role/worker-role', 'own', {
    Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: `${vault}/*` },
  });
  iam.attachIdentityPolicy('role/helper', 'own', {
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  for (const action of actions) {
    try {
      iam.authorize({ principal: session, action, resource: `${vault}/a`, context: {} });
    } catch {
      // What is denied is on the record.
    }
  }
  return judgeRights(rightsOf(iam, [session], (name) => labels.get(name) ?? name));
}

it('nothing is said where every right of a function was needed, and no other', () => {
  expect(judged(['s3:GetObject', 's3:DeleteObject'])).toEqual([]);
});

it('a right that no call needed is named with function, role and resource', () => {
  expect(judged(['s3:GetObject'])).toEqual([
    'unused: worker needs no s3:DeleteObject on arn:aws:s3:::vault/* (role/worker-role own, statement 0)',
  ]);
});

it('a call that was refused is named', () => {
  expect(judged(['s3:GetObject', 's3:DeleteObject', 's3:PutObject', 's3:PutObject'])).toEqual([
    'missing: worker was refused s3:PutObject on arn:aws:s3:::vault/a (2 times)',
  ]);
});
