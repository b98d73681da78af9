import { expect, it } from 'vitest';
import { createAssumeRole } from '../../iam/assume-role.ts';
import { createIam } from '../../iam/index.ts';
import { createFunctionProvider } from '../../lambda/index.ts';
import type { FunctionDefinition } from '../../lambda/instance/instance-environment.ts';

const iam = createIam('arn:aws:iam::000000000000:user/admin');
iam.setResourcePolicy('arn:aws:iam::000000000000:role/worker', {
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      ArnEquals: { 'aws:SourceArn': 'arn:aws:lambda:eu-west-1:000000000000:function:worker' },
    },
  },
});

const least = {
  Code: { S3Bucket: 'assets', S3Key: 'bundle.zip' },
  Handler: 'index.handler',
  Role: 'arn:aws:iam::000000000000:role/worker',
  Runtime: 'nodejs24.x',
};

async function provision(properties: Record<string, unknown>): Promise<FunctionDefinition | undefined> {
  let defined: FunctionDefinition | undefined;
  const provider = createFunctionProvider({
    assetPath: (key) => `/assets/${key}`,
    assumeRole: createAssumeRole(iam, 'lambda.amazonaws.com'),
    issueCredentials: (arn) => ({ accessKeyId: arn, secretAccessKey: 's', sessionToken: 't' }),
    define: (definition) => {
      defined = definition;
    },
  });
  const resource = { logicalId: 'Worker', physicalName: 'worker', properties: { ...least, ...properties } };
  await provider.provision(resource);
  return defined;
}

it('a function signs as a session of its role', async () => {
  const { credentials } = (await provision({})) ?? {};
  expect(credentials?.accessKeyId).toBe('arn:aws:sts::000000000000:assumed-role/worker/worker');
});

it.each([
  ['Role', { Role: 'arn:aws:iam::000000000000:role/stranger' }],
  ['Role', { FunctionName: 'other' }],
])('a function is refused whose role does not trust Lambda to run it: %s', async (property, properties) => {
  await expect(provision(properties)).rejects.toThrow(
    new RegExp(
      `^Worker \\(AWS::Lambda::Function\\): .* property ${property} .*: arn:aws:iam::.* does not trust lambda.amazonaws.com$`,
    ),
  );
});

it('a function has the limits that Lambda gives where the template says nothing', async () => {
  expect(await provision({})).toMatchObject({
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    storageMegabytes: 512,
    reservedConcurrency: undefined,
    logFormat: 'Text',
    logGroup: '/aws/lambda/worker',
  });
});

it('a function may have 4 KB of variables', async () => {
  const Variables = { LARGE: 'x'.repeat(4084) };
  expect(await provision({ Environment: { Variables } })).toMatchObject({ environment: Variables });
});

it('a function has the limits that the template gives', async () => {
  const limits = {
    Timeout: 900,
    MemorySize: 10_240,
    EphemeralStorage: { Size: 10_240 },
    ReservedConcurrentExecutions: 0,
    LoggingConfig: { LogFormat: 'JSON', LogGroup: 'logs' },
  };
  expect(await provision(limits)).toMatchObject({
    timeoutSeconds: 900,
    memoryMegabytes: 10_240,
    storageMegabytes: 10_240,
    reservedConcurrency: 0,
    logFormat: 'JSON',
    logGroup: 'logs',
  });
});

it.each([
  ['Timeout', { Timeout: 901 }],
  ['Timeout', { Timeout: 0 }],
  ['MemorySize', { MemorySize: 127 }],
  ['EphemeralStorage.Size', { EphemeralStorage: { Size: 511 } }],
  ['EphemeralStorage.Size', { EphemeralStorage: { Size: 10_241 } }],
  ['ReservedConcurrentExecutions', { ReservedConcurrentExecutions: -1 }],
  ['Runtime', { Runtime: 'nodejs20.x' }],
  ['VpcConfig', { VpcConfig: {} }],
  ['TracingConfig', { TracingConfig: { Mode: 'Active' } }],
  ['Environment.Variables.AWS_REGION', { Environment: { Variables: { AWS_REGION: 'eu-west-1' } } }],
  ['Environment.Variables.1ST', { Environment: { Variables: { '1ST': 'one' } } }],
  ['Environment.Variables', { Environment: { Variables: { LARGE: 'x'.repeat(4085) } } }],
  ['LoggingConfig.ApplicationLogLevel', { LoggingConfig: { ApplicationLogLevel: 'DEBUG' } }],
])(
  'a function is refused by the name of what Lambda, or the local cloud, does not take: %s',
  async (name, properties) => {
    await expect(provision(properties)).rejects.toThrow(name);
  },
);
