import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFunctions, createInvokeService, type Functions } from '../../lambda/index.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
let functions: Functions;
let door: OpenDoor;
let lambda: LambdaClient;

beforeEach(async () => {
  functions = createFunctions({
    awsUrl: '',
    temporaryFolder: '',
    onRecord: () => undefined,
    idleMilliseconds: 0,
    retryDelays: [],
  });
  functions.define({
    name: 'worker',
    arn: arnOf('worker'),
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
  door = await openDoor(() => [createInvokeService(functions)]);
  lambda = new LambdaClient(door.client);
});
afterEach(async () => {
  lambda.destroy();
  await door[Symbol.asyncDispose]();
  await functions.close();
});

/** Asks whether a function may be invoked, which invokes nothing. */
const ask = (FunctionName: string, client = lambda) =>
  client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));

describe('a function is called', () => {
  it.each(['worker', 'worker:$LATEST', arnOf('worker'), arnOf('worker:$LATEST')])('%s', async (name) => {
    expect((await ask(name)).StatusCode).toBe(204);
  });

  it.each([
    ['unknown', 'ResourceNotFoundException', 404],
    [arnOf('worker').replace('eu-west-1', 'us-east-1'), 'ResourceNotFoundException', 404],
    [arnOf('worker').replace('000000000000', '111111111111'), 'ResourceNotFoundException', 404],
    ['worker:3', 'UnsupportedParameterException', 400],
    [arnOf('worker:live'), 'UnsupportedParameterException', 400],
    ['%zz', 'ValidationException', 400],
    ['../worker', 'ValidationException', 400],
    ['worker\u0000', 'ValidationException', 400],
    ['🔐'.repeat(256), 'ValidationException', 400],
    ['arn:aws:lambda:', 'ValidationException', 400],
  ])('not %j: %s', async (name, code, httpStatusCode) => {
    await expect(ask(name)).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode } });
    expect(door.reported).toEqual([]);
  });

  it('not by an address that does not decode', async () => {
    lambda.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { path: '/2015-03-31/functions/%zz/invocations' });
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await expect(ask('worker')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(door.reported).toEqual([]);
  });

  it.each(['worker', 'unknown'])(
    'is refused without the right, whether the function exists or not: %s',
    async (name) => {
      const stranger = new LambdaClient(door.clientOf('stranger'));
      await expect(ask(name, stranger)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`lambda:InvokeFunction on resource: ${arnOf(name)} `),
      });
      stranger.destroy();
    },
  );
});
