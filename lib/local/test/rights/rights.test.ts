import { expect, it } from 'vitest';
import { missingRights, rightsOf, unusedRights } from '../../cloud/rights.ts';
import { createIam } from '../../iam/index.ts';

const session = 'arn:aws:sts::000000000000:assumed-role/worker-role/stack-worker1';
const vault = 'arn:aws:s3:::stack-vault1';
const labels = new Map([
  ['stack-worker1', 'worker'],
  ['stack-vault1', 'vault'],
  ['stack-uploads1', 'uploads'],
]);

const uploads = 'arn:aws:sqs:eu-west-1:000000000000:stack-uploads1';
const key = 'arn:aws:kms:eu-west-1:000000000000:key/k';
const administrator = 'arn:aws:iam::000000000000:user/admin';

/**
 * What is said about a function that may read and delete, a queue that lets S3 in, and a key that leaves it to the account's
 * roles, after the calls.
 */
function judged(calls: readonly (readonly [principal: string, action: string, resource: string])[]) {
  const iam = createIam(administrator);
  iam.attachIdentityPolicy('role/worker-role', 'own', {
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: `${vault}/*` },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key },
    ],
  });
  for (const role of ['worker-role', 'helper'])
    iam.setResourcePolicy(`arn:aws:iam::000000000000:role/${role}`, {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    });
  iam.attachIdentityPolicy('role/helper', 'own', {
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  iam.setResourcePolicy(uploads, {
    Statement: [
      {
        Sid: 'FromS3',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: uploads,
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: uploads,
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ],
  });
  iam.setResourcePolicy(key, {
    Statement: {
      Sid: 'Root',
      Effect: 'Allow',
      Principal: { AWS: '000000000000' },
      Action: 'kms:*',
      Resource: '*',
    },
  });
  for (const [principal, action, resource] of calls) {
    try {
      iam.authorize({ principal, action, resource, context: {} });
    } catch {
      // What is denied is on the record.
    }
  }
  const rights = rightsOf(iam, [session], (name) => labels.get(name) ?? name);
  return [...unusedRights(rights), ...missingRights(rights)];
}

const trusted = 'arn:aws:iam::000000000000:role/worker-role';
const run = ['lambda.amazonaws.com', 'sts:AssumeRole', trusted] as const;
const read = [session, 's3:GetObject', `${vault}/a`] as const;
const remove = [session, 's3:DeleteObject', `${vault}/a`] as const;
const decrypt = [session, 'kms:Decrypt', key] as const;
const report = ['s3.amazonaws.com', 'sqs:SendMessage', uploads] as const;

it('a run that needs every right has no findings', () => {
  expect(judged([run, read, remove, decrypt, report])).toEqual([]);
});

it('a right that no call needed is named with function, role and resource', () => {
  expect(judged([run, read, decrypt, report])).toEqual([
    'unused: worker needs no s3:DeleteObject on arn:aws:s3:::vault/* (role/worker-role own, statement 0)',
  ]);
});

it('an unused right of a resource policy is named, a Deny is not', () => {
  expect(judged([run, read, remove, decrypt])).toEqual([
    `unused: arn:aws:sqs:eu-west-1:000000000000:uploads needs no sqs:SendMessage on arn:aws:sqs:eu-west-1:000000000000:uploads (${uploads}, statement FromS3)`,
  ]);
});

it('a key policy that allows the account needs a role with a right', () => {
  expect(judged([run, read, remove, report])).toEqual([
    `unused: worker needs no kms:Decrypt on ${key} (role/worker-role own, statement 1)`,
    `unused: ${key} needs no kms:* on * (${key}, statement Root)`,
  ]);
});

it('a trust policy is needed by the function that runs in its role', () => {
  expect(judged([read, remove, decrypt, report])).toEqual([
    `unused: worker needs no sts:AssumeRole on * (${trusted}, statement 0)`,
  ]);
});

it('calls of the administrator do not count', () => {
  const byHand = (['s3:GetObject', 's3:DeleteObject'] as const).map(
    (action) => [administrator, action, `${vault}/a`] as const,
  );
  const used = [run, read, remove, report];
  expect(judged([...used, ...byHand, [administrator, 'kms:Decrypt', key]])).toEqual(judged(used));
});

it('a call that was refused is named, of a function or of a service', () => {
  const write = [session, 's3:PutObject', `${vault}/a`] as const;
  const stray = ['sns.amazonaws.com', 'sqs:SendMessage', uploads] as const;
  expect(judged([run, read, remove, decrypt, report, write, write, stray])).toEqual([
    'missing: worker was refused s3:PutObject on arn:aws:s3:::vault/a (2 times)',
    'missing: sns.amazonaws.com was refused sqs:SendMessage on arn:aws:sqs:eu-west-1:000000000000:uploads (1 time)',
  ]);
});
