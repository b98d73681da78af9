import { describe, expect, it } from 'vitest';
import {
  createIam,
  createPolicyProvider,
  createRoleProvider,
  type Iam,
  UnsupportedPolicy,
} from '../../iam/index.ts';
import { UnsupportedProperty } from '../../kit/resource.ts';

const administrator = 'arn:aws:iam::000000000000:user/local-cloud';
const session = 'arn:aws:sts::000000000000:assumed-role/worker/function';
const role = 'arn:aws:iam::000000000000:role/worker';
const root = 'arn:aws:iam::000000000000:root';
const bucket = 'arn:aws:s3:::vault';
const key = 'arn:aws:kms:eu-west-1:000000000000:key/k';

type Context = Record<string, string | readonly string[]>;

function may(
  iam: Iam,
  action: string,
  resource: string,
  context: Context = {},
  principal = session,
): boolean {
  try {
    iam.authorize({ principal, action, resource, context });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403 });
    return false;
  }
}

function withPolicy(...Statement: object[]): Iam {
  const iam = createIam(administrator);
  iam.attachIdentityPolicy('role/worker', 'policy', { Version: '2012-10-17', Statement });
  return iam;
}

describe('identity policies', () => {
  it('allow what they name and nothing else', () => {
    const iam = withPolicy({ Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/in/*` });
    expect(may(iam, 's3:GetObject', `${bucket}/in/a`)).toBe(true);
    expect(may(iam, 's3:GetObject', `${bucket}/out/a`)).toBe(false);
    expect(may(iam, 's3:PutObject', `${bucket}/in/a`)).toBe(false);
    expect(may(iam, 's3:GetObject', `${bucket}/in/a`, {}, `${session.replace('worker', 'other')}`)).toBe(
      false,
    );
  });

  it('know wildcards in actions, whatever the case, and in resources', () => {
    const iam = withPolicy({ Effect: 'Allow', Action: ['S3:get*'], Resource: [`${bucket}/?/*.pdf`] });
    expect(may(iam, 's3:GetObjectVersion', `${bucket}/a/b/c.pdf`)).toBe(true);
    expect(may(iam, 's3:GetObject', `${bucket}/ab/c.pdf`)).toBe(false);
  });

  it('know NotAction and NotResource', () => {
    const iam = withPolicy({ Effect: 'Allow', NotAction: 's3:Delete*', NotResource: `${bucket}/keep/*` });
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(true);
    expect(may(iam, 's3:DeleteObject', `${bucket}/a`)).toBe(false);
    expect(may(iam, 's3:GetObject', `${bucket}/keep/a`)).toBe(false);
  });

  it('deny explicitly, whatever else allows', () => {
    const iam = withPolicy(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', Resource: `${bucket}/*` },
    );
    expect(() =>
      iam.authorize({ principal: session, action: 's3:GetObject', resource: `${bucket}/a`, context: {} }),
    ).toThrow(
      `User: ${session} is not authorized to perform: s3:GetObject on resource: "${bucket}/a" with an explicit deny in an identity-based policy`,
    );
  });

  it('say that none allows the action, in the words of AWS', () => {
    const iam = createIam(administrator);
    expect(() =>
      iam.authorize({ principal: session, action: 's3:GetObject', resource: `${bucket}/a`, context: {} }),
    ).toThrow(
      `User: ${session} is not authorized to perform: s3:GetObject on resource: "${bucket}/a" because no identity-based policy allows the s3:GetObject action`,
    );
  });

  it('are replaced by one of the same name', () => {
    const iam = withPolicy({ Effect: 'Allow', Action: '*', Resource: '*' });
    iam.attachIdentityPolicy('role/worker', 'policy', { Statement: [] });
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(false);
  });

  it('let the administrator do everything that no resource policy denies', () => {
    const iam = createIam(administrator);
    expect(may(iam, 's3:DeleteObject', `${bucket}/a`, {}, administrator)).toBe(true);
    iam.setResourcePolicy(bucket, {
      Statement: { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `${bucket}/*` },
    });
    expect(may(iam, 's3:DeleteObject', `${bucket}/a`, {}, administrator)).toBe(false);
  });
});

describe('conditions', () => {
  const under = (Condition: object) => withPolicy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
  const variable = `\${aws:PrincipalTag/x}`;
  const owner = 'kms:EncryptionContext:encrypt5:owner';

  it.each<[string, object, Context, boolean]>([
    [
      'StringEquals takes one of several values',
      { StringEquals: { [owner]: ['a', 'b'] } },
      { [owner]: 'b' },
      true,
    ],
    ['StringEquals is not met by another value', { StringEquals: { [owner]: 'a' } }, { [owner]: 'A' }, false],
    ['StringEquals is not met by nothing', { StringEquals: { [owner]: 'a' } }, {}, false],
    ['IfExists is met by nothing', { StringEqualsIfExists: { [owner]: 'a' } }, {}, true],
    [
      'StringNotEquals is met by another value',
      { StringNotEquals: { [owner]: ['a', 'b'] } },
      { [owner]: 'c' },
      true,
    ],
    [
      'StringNotEquals is not met by one of them',
      { StringNotEquals: { [owner]: ['a', 'b'] } },
      { [owner]: 'b' },
      false,
    ],
    ['StringNotEquals is met by nothing', { StringNotEquals: { [owner]: 'a' } }, {}, true],
    ['keys do not depend on case', { StringEquals: { [owner.toUpperCase()]: 'a' } }, { [owner]: 'a' }, true],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { [owner]: 'aB' } }, { [owner]: 'Ab' }, true],
    ['StringLike', { StringLike: { [owner]: 'a*z' } }, { [owner]: 'a/b/z' }, true],
    ['StringNotLike', { StringNotLike: { [owner]: 'a*' } }, { [owner]: 'a/b' }, false],
    [
      'ArnLike compares part by part',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::v*' } },
      { 'aws:SourceArn': bucket },
      true,
    ],
    [
      'ArnLike wildcards stay in their part',
      { ArnLike: { 'aws:SourceArn': 'arn:*:vault' } },
      { 'aws:SourceArn': bucket },
      false,
    ],
    ['ArnEquals', { ArnEquals: { 'aws:PrincipalArn': role } }, {}, true],
    ['ArnNotEquals', { ArnNotEquals: { 'aws:PrincipalArn': role } }, {}, false],
    [
      'the caller’s type and account are known',
      {
        StringEquals: { 'aws:PrincipalType': 'AssumedRole', 'aws:ResourceAccount': '000000000000' },
        Bool: { 'aws:ViaAWSService': false, 'aws:PrincipalIsAWSService': false },
        Null: { 'aws:PrincipalServiceName': true },
      },
      {},
      true,
    ],
    ['Bool', { Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }, false],
    ['Null true wants no key', { Null: { [owner]: 'true' } }, {}, true],
    ['Null false wants a key', { Null: { [owner]: 'false' } }, {}, false],
    [
      'NumericLessThanEquals',
      { NumericLessThanEquals: { 's3:max-keys': 10 } },
      { 's3:max-keys': '10' },
      true,
    ],
    ['NumericLessThan', { NumericLessThan: { 's3:max-keys': '10' } }, { 's3:max-keys': '10' }, false],
    ['NumericNotEquals', { NumericNotEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '9' }, true],
    [
      'numbers that are none match nothing',
      { NumericGreaterThan: { 's3:max-keys': 1 } },
      { 's3:max-keys': 'x' },
      false,
    ],
    [
      'ForAllValues wants all in the list',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a', 'b'] } },
      { 'kms:EncryptionContextKeys': ['a', 'c'] },
      false,
    ],
    [
      'ForAllValues is met by nothing',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } },
      {},
      true,
    ],
    [
      'ForAnyValue wants one in the list',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } },
      { 'kms:EncryptionContextKeys': ['a', 'c'] },
      true,
    ],
    [
      'ForAnyValue is not met by nothing',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } },
      {},
      false,
    ],
    [
      'every line must hold',
      { StringEquals: { [owner]: 'a' }, Null: { 'aws:SourceArn': 'false' } },
      { [owner]: 'a' },
      false,
    ],
  ])('%s', (_, condition, context, expected) => {
    expect(may(under(condition), 'kms:Anything', '*', context)).toBe(expected);
  });

  it.each<[string, object]>([
    ['StringEqual', { StringEqual: { [owner]: 'a' } }],
    ['toString', { toString: { [owner]: 'a' } }],
    ['kms:EncryptionContxt:a', { StringEquals: { 'kms:EncryptionContxt:a': 'a' } }],
    ['kms:ViaService', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }],
    ['aws:CalledVia', { Null: { 'aws:CalledVia': 'false' } }],
    ['aws:PrincipalTag/team', { StringNotEquals: { 'aws:PrincipalTag/team': 'a' } }],
    ['aws:ResourceTag/team', { StringEquals: { 'aws:ResourceTag/team': 'a' } }],
    [variable, { StringEquals: { [owner]: variable } }],
  ])('refuse the unknown %s by its name, when the policy is attached', (name, condition) => {
    expect(() => under(condition)).toThrow(UnsupportedPolicy);
    expect(() => under(condition)).toThrow(name);
  });
});

describe('malformed policies', () => {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

  it.each<[string, unknown]>([
    [
      'both Action and NotAction',
      { Statement: { Effect: 'Allow', Action: 's3:*', NotAction: 'x', Resource: '*' } },
    ],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    ['a resource that is no ARN', { Statement: { ...everything, Resource: 'vault' } }],
    ['a principal', { Statement: { ...everything, Principal: '*' } }],
    ['an unknown member', { Statement: { Effect: 'Allow', Actions: '*', Resource: '*' } }],
    ['an unknown effect', { Statement: { Effect: 'allow', Action: '*', Resource: '*' } }],
    ['an unknown version', { Version: '2012-10-18', Statement: everything }],
    ['spaces in a Sid', { Statement: { ...everything, Sid: 'All of it' } }],
    ['the same Sid twice', { Statement: [1, 2].map(() => ({ ...everything, Sid: 'All' })) }],
    ['no document', 'text'],
  ])('with %s are refused by the name of the role', (_, document) => {
    const attach = () => createIam(administrator).attachIdentityPolicy('role/worker', 'p', document);
    expect(attach).toThrow(UnsupportedPolicy);
    expect(attach).toThrow('role/worker p: MalformedPolicyDocument: ');
  });

  it.each<[string, object]>([
    ['no principal', everything],
    ['no resource', { Effect: 'Allow', Principal: '*', Action: 's3:*' }],
    ['NotPrincipal that allows', { ...everything, NotPrincipal: { AWS: role } }],
  ])('of resources, with %s, are refused by the name of the resource', (_, Statement) => {
    const set = () => createIam(administrator).setResourcePolicy(bucket, { Statement });
    expect(set).toThrow(`${bucket}: MalformedPolicyDocument: `);
  });
});

describe('policies that are larger than AWS takes', () => {
  /** A policy of so many characters, as they are counted. */
  function policyOf(size: number, more: object = {}) {
    const policy = (Sid: string) => ({
      Statement: { Sid, Effect: 'Allow', Action: '*', Resource: '*', ...more },
    });
    return policy('a'.repeat(size - JSON.stringify(policy('')).length));
  }

  it('are refused of a role, all of its policies taken together', () => {
    const iam = createIam(administrator);
    iam.attachIdentityPolicy('role/worker', 'first', policyOf(240));
    iam.attachIdentityPolicy('role/worker', 'second', policyOf(10_000));
    iam.attachIdentityPolicy('role/worker', 'second', policyOf(10_000));
    expect(() => iam.attachIdentityPolicy('role/worker', 'second', policyOf(10_001))).toThrow(
      'role/worker second: LimitExceeded: the inline policies of the role have 10241 characters, and AWS allows 10240.',
    );
    iam.renew();
    iam.attachIdentityPolicy('role/worker', 'third', policyOf(10_240));
  });

  it.each([
    ['bucket', bucket, 20_480],
    ['key', key, 32_768],
    ['queue', 'arn:aws:sqs:eu-west-1:000000000000:work', 8192],
  ])('are refused of a %s', (_, arn, size) => {
    const iam = createIam(administrator);
    const of = (bytes: number) => policyOf(bytes, { Principal: '*' });
    iam.setResourcePolicy(arn, of(size));
    expect(() => iam.setResourcePolicy(arn, of(size + 1))).toThrow(
      `${arn}: PolicyTooLarge: the policy has ${size + 1} bytes, and AWS allows ${size}`,
    );
  });
});

describe('resource policies', () => {
  it('allow a role by its name, without its own policies', () => {
    const iam = createIam(administrator);
    iam.setResourcePolicy(bucket, {
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: role },
        Action: 's3:GetObject',
        Resource: `${bucket}/*`,
      },
    });
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(true);
    expect(may(iam, 's3:GetObject', 'arn:aws:s3:::other/a')).toBe(false);
    iam.setResourcePolicy(bucket, undefined);
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(false);
  });

  it('allow a service by its name, on the conditions that they set', () => {
    const iam = createIam(administrator);
    const queue = 'arn:aws:sqs:eu-west-1:000000000000:uploads';
    iam.setResourcePolicy(queue, {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '000000000000',
            'aws:PrincipalServiceName': 's3.amazonaws.com',
          },
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
        },
      },
    });
    const context = { 'aws:SourceAccount': '000000000000' };
    expect(may(iam, 'sqs:SendMessage', queue, context, 's3.amazonaws.com')).toBe(true);
    expect(may(iam, 'sqs:SendMessage', queue, {}, 's3.amazonaws.com')).toBe(false);
    expect(may(iam, 'sqs:SendMessage', queue, context, 'sns.amazonaws.com')).toBe(false);
  });

  it('deny everyone but the named one by NotPrincipal', () => {
    const iam = withPolicy({ Effect: 'Allow', Action: '*', Resource: '*' });
    iam.setResourcePolicy(bucket, {
      Statement: { Effect: 'Deny', NotPrincipal: { AWS: role }, Action: '*', Resource: '*' },
    });
    expect(may(iam, 's3:ListBucket', bucket)).toBe(true);
    expect(may(iam, 's3:ListBucket', bucket, {}, administrator)).toBe(false);
  });
});

describe('key policies', () => {
  const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key };

  it('are the only authority over a key: without the account in them, identity policies do not count', () => {
    const iam = withPolicy(decrypt);
    iam.setResourcePolicy(key, {
      Statement: { Effect: 'Allow', Principal: { AWS: administrator }, Action: '*', Resource: '*' },
    });
    expect(() =>
      iam.authorize({ principal: session, action: 'kms:Decrypt', resource: key, context: {} }),
    ).toThrow('because no resource-based policy allows the kms:Decrypt action');
  });

  it('use KMS’s default policy without a policy', () => {
    const iam = withPolicy(decrypt);
    expect(may(iam, 'kms:Decrypt', key)).toBe(true);
    expect(may(iam, 'kms:Encrypt', key)).toBe(false);
  });

  it('give the account a say by naming its root', () => {
    const iam = withPolicy(decrypt);
    iam.setResourcePolicy(key, {
      Statement: { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
    });
    expect(may(iam, 'kms:Decrypt', key)).toBe(true);
    expect(may(iam, 'kms:Encrypt', key)).toBe(false);
  });

  it('guard every caller of the account by a Deny that names its root or everyone', () => {
    const iam = withPolicy(decrypt);
    iam.setResourcePolicy(key, {
      Statement: [
        { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { Null: { 'kms:EncryptionContext:encrypt5:file': 'true' } },
        },
      ],
    });
    expect(may(iam, 'kms:Decrypt', key)).toBe(false);
    expect(may(iam, 'kms:Decrypt', key, { 'kms:EncryptionContext:encrypt5:file': 'f' })).toBe(true);
  });
});

it('the record of grants tells which of them were needed', () => {
  const iam = withPolicy({
    Sid: 'Read',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectTagging'],
    Resource: '*',
  });
  may(iam, 's3:GetObject', `${bucket}/a`);
  may(iam, 's3:GetObject', `${bucket}/b`);
  const policy = 'role/worker policy';
  expect(iam.grants().filter((grant) => grant.policy === policy)).toEqual([
    { policy, sid: 'Read', statement: 0, action: 's3:GetObject', resources: ['*'], calls: 2 },
    { policy, sid: 'Read', statement: 0, action: 's3:GetObjectTagging', resources: ['*'], calls: 0 },
  ]);
});

it('the record of reaches tells which resources were needed, and that of denials what was missing', () => {
  const iam = withPolicy({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: [`${bucket}/a`, `${bucket}/b`],
  });
  may(iam, 's3:GetObject', `${bucket}/a`);
  may(iam, 's3:PutObject', `${bucket}/a`);
  may(iam, 's3:PutObject', `${bucket}/a`);
  const reaches = iam.reaches().filter((reach) => reach.policy === 'role/worker policy');
  expect(reaches.map(({ resource, calls }) => [resource, calls])).toEqual([
    [`${bucket}/a`, 1],
    [`${bucket}/b`, 0],
  ]);
  expect(iam.denials()).toEqual([
    { principal: session, action: 's3:PutObject', resource: `${bucket}/a`, calls: 2 },
  ]);
});

it('what a call may do without is asked for without becoming a denial', () => {
  const iam = withPolicy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket });
  const ask = (action: string) => iam.allows({ principal: session, action, resource: bucket, context: {} });
  expect([ask('s3:ListBucket'), ask('s3:ListBucketVersions')]).toEqual([true, false]);
  expect(iam.denials()).toEqual([]);
  expect(iam.grants().find((grant) => grant.action === 's3:ListBucket')?.calls).toBe(1);
});

it('policies that a renewal does not attach again are gone, the administrator’s excepted', () => {
  const iam = withPolicy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
  iam.attachIdentityPolicy('role/worker', 'other', {
    Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
  });
  const settle = iam.renew();
  iam.attachIdentityPolicy('role/worker', 'other', {
    Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
  });
  expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(true);
  settle();
  expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(false);
  expect(
    iam.allows({ principal: administrator, action: 's3:GetObject', resource: bucket, context: {} }),
  ).toBe(true);
});

describe('the template’s roles and policies', () => {
  const trust = {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  };
  const allowAll = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

  it('take effect for the sessions of the role', async () => {
    const iam = createIam(administrator);
    const provider = createPolicyProvider(iam);
    const resource = {
      logicalId: 'Policy',
      physicalName: 'policy',
      properties: { PolicyName: 'p', PolicyDocument: allowAll, Roles: ['worker'] },
    };
    expect(provider.identify(resource).ref).toBe('p');
    await provider.provision(resource);
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(true);
  });

  it('have the ARN of a role before it exists, and take its inline policies', async () => {
    const iam = createIam(administrator);
    const provider = createRoleProvider(iam);
    const properties = {
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      Policies: [{ PolicyName: 'inline', PolicyDocument: allowAll }],
    };
    const resource = { logicalId: 'Role', physicalName: 'worker', properties };
    expect(provider.identify(resource)).toMatchObject({ ref: 'worker', attributes: { Arn: role } });
    await provider.provision(resource);
    expect(may(iam, 's3:GetObject', `${bucket}/a`)).toBe(true);
    expect(may(iam, 'sts:AssumeRole', role, {}, 'lambda.amazonaws.com')).toBe(true);
    expect(may(iam, 'sts:AssumeRole', role, {}, 'scheduler.amazonaws.com')).toBe(false);
  });

  it.each<[string, object]>([
    ['no principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }],
    ['a resource', { ...trust.Statement, Resource: '*' }],
    ['an action that is not of STS', { ...trust.Statement, Action: 'lambda:InvokeFunction' }],
    ['another kind of principal', { ...trust.Statement, Principal: { Federated: 'x' } }],
    ['more than 2,048 characters', { ...trust.Statement, Sid: 'a'.repeat(2048) }],
  ])('are refused with a trust policy of %s', async (_, Statement) => {
    const provider = createRoleProvider(createIam(administrator));
    const properties = { AssumeRolePolicyDocument: { Statement } };
    await expect(
      provider.provision({ logicalId: 'Role', physicalName: 'worker', properties }),
    ).rejects.toThrow(`${role}: `);
  });

  it('are refused where they rest on what is not supported', async () => {
    const provider = createRoleProvider(createIam(administrator));
    const provision = (properties: object) =>
      provider.provision({
        logicalId: 'Role',
        physicalName: 'worker',
        properties: { AssumeRolePolicyDocument: trust, ...properties },
      });
    await expect(provision({ PermissionsBoundary: 'x' })).rejects.toThrow(UnsupportedProperty);
    await expect(
      provision({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    ).rejects.toThrow('AdministratorAccess');
  });
});
