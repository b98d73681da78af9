import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DataFolderInUseError, type LocalCloud, PortTakenError, startLocalCloud } from '../../index.ts';
import { createProject, type Project, readySchema } from './fixture/project.ts';

let project: Project;
let cloud: LocalCloud;

beforeAll(async () => {
  project = await createProject();
  cloud = await project.start();
}, 30_000);

afterAll(async () => {
  await cloud?.stop();
  await project?.remove();
});

type Reachable = Pick<LocalCloud, 'awsUrl' | 'administrator' | 'outputs'>;

const client = <T>(
  make: (settings: { region: string; endpoint: string; credentials: LocalCloud['administrator'] }) => T,
  on: Reachable = cloud,
): T => make({ region: 'eu-west-1', endpoint: on.awsUrl, credentials: on.administrator });

const jobsUrl = (on: Reachable = cloud): string => z.string().parse(on.outputs['ExportJobsUrl']);

async function sendJob(body: string, on: Reachable = cloud): Promise<void> {
  const sqs = client((settings) => new SQSClient(settings), on);
  await sqs.send(new SendMessageCommand({ QueueUrl: jobsUrl(on), MessageBody: body }));
  sqs.destroy();
}

const linesOf = (text: string): string[] =>
  project.records.flatMap((record) =>
    record.kind === 'function-line' && record.line.includes(text) ? [record.line] : [],
  );

const answerSchema = z.object({
  event: z.looseObject({ headers: z.record(z.string(), z.string()), rawPath: z.string() }),
  page: z.string(),
});

describe('the page of a template with a distribution', () => {
  it('comes from the bucket, compressed, with its type and its cache control', async () => {
    const response = await fetch(cloud.pageUrl, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toContain('Encrypt5');
    const script = await fetch(`${cloud.pageUrl}/app.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript');
  });

  it('is not sent again to a browser that has it', async () => {
    const tag = (await fetch(cloud.pageUrl)).headers.get('etag') ?? '';
    expect((await fetch(cloud.pageUrl, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  it('is forbidden for a missing object, because the distribution may not list the bucket', async () => {
    expect((await fetch(`${cloud.pageUrl}/gone`)).status).toBe(403);
    // It asks because it may do without: no right is missing.
    expect(cloud.rights().denials).toEqual([]);
  });

  it('has the API below its path, with what origin and edge function add', async () => {
    const response = await fetch(`${cloud.pageUrl}/api/files?x=1`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'x-origin': 'forged', 'content-type': 'application/json' },
    });
    const { event, page } = answerSchema.parse(await response.json());
    expect(event).toMatchObject({ rawPath: '/api/files', rawQueryString: 'x=1', body: '{"a":1}' });
    expect(event.headers).toMatchObject({ 'x-origin': 'edge', 'x-address': '127.0.0.1' });
    expect(page).toBe(`${cloud.pageUrl}/`);
  });

  it('refuses a body of more than ten megabytes', async () => {
    const response = await fetch(`${cloud.pageUrl}/api/files`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  it('hides the error of a function', async () => {
    const response = await fetch(`${cloud.pageUrl}/api/fail`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it("leaves the API's own address open, past the edge", async () => {
    const host = new URL(cloud.apiUrls[0] ?? '').host;
    const sent = request(`${cloud.pageUrl}/api/direct`, { headers: { host } }).end();
    const [response] = await once(sent, 'response');
    const text = (await response.setEncoding('utf8').toArray()).join('');
    const { event } = answerSchema.parse(JSON.parse(text));
    expect(event.headers).not.toHaveProperty('x-origin');
  });
});

describe('a queue with a function', () => {
  it('delivers its messages and deletes finished ones', async () => {
    await sendJob('good');
    await expect.poll(() => linesOf('job good')).toEqual(['job good 1']);
    await expect
      .poll(() => project.records.filter((record) => record.kind === 'job').length)
      .toBeGreaterThan(0);
  });
});

describe('Lambda on the AWS port', () => {
  it('invokes a function', async () => {
    const lambda = client((settings) => new LambdaClient(settings));
    const name = z.string().parse(cloud.outputs['ExportWebName']);
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ rawPath: '/x' }) }),
    );
    expect(answer.StatusCode).toBe(200);
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ statusCode: 200 });
    const failed = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ rawPath: '/fail' }) }),
    );
    expect(failed.FunctionError).toBe('Unhandled');
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'unknown' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    lambda.destroy();
  });

  it('checks the right to invoke with DryRun', async () => {
    const lambda = client((settings) => new LambdaClient(settings));
    const FunctionName = z.string().parse(cloud.outputs['ExportWebName']);
    const answer = await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));
    expect(answer.StatusCode).toBe(204);
    lambda.destroy();
  });

  it.each([
    ['RequestResponse', 6_291_456],
    ['Event', 1_048_576],
  ] as const)(
    'refuses a payload that is too large for %s: more than %i bytes',
    async (InvocationType, limit) => {
      const lambda = client((settings) => new LambdaClient(settings));
      const FunctionName = z.string().parse(cloud.outputs['ExportWebName']);
      const Payload = JSON.stringify('x'.repeat(limit - 1));
      await expect(
        lambda.send(new InvokeCommand({ FunctionName, InvocationType, Payload })),
      ).rejects.toMatchObject({ name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } });
      lambda.destroy();
    },
  );

  it.each([
    ['LogType', { LogType: 'Tail' as const }],
    ['ClientContext', { ClientContext: 'e30=' }],
    ['Qualifier', { Qualifier: '3' }],
  ])('refuses an unsupported parameter by name: %s', async (parameter, more) => {
    const lambda = client((settings) => new LambdaClient(settings));
    const FunctionName = z.string().parse(cloud.outputs['ExportWebName']);
    await expect(lambda.send(new InvokeCommand({ FunctionName, ...more }))).rejects.toThrow(parameter);
    lambda.destroy();
  });
});

describe('starting', () => {
  it('refuses a data folder that is in use', async () => {
    await expect(project.start()).rejects.toThrow(DataFolderInUseError);
  });

  it('names a port that is taken, and leaves nothing behind', async () => {
    const other = await createProject();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = z.object({ port: z.number() }).parse(taken.address()).port;
    const start = () =>
      startLocalCloud({
        port,
        awsPort: 0,
        mailPort: 0,
        dataFolder: other.dataFolder,
        projectFolder: other.folder,
        settings: {},
        stackName: 'Fixture',
        onRecord: () => undefined,
      });
    await expect(start()).rejects.toThrow(PortTakenError);
    await expect(start()).rejects.toThrow(`Port ${port} is taken; choose another with --port`);
    taken.close();
    await other.remove();
  });

  it('replaces the lock of a process that has ended', async () => {
    const other = await createProject();
    await writeFile(join(other.folder, 'cdk.json'), JSON.stringify({ app: 'exit 1' }));
    await expect(other.start()).rejects.toThrow('`exit 1` failed');
    await writeFile(join(other.dataFolder, 'lock'), JSON.stringify({ pid: 2 ** 22 - 1, started: '1' }));
    await expect(other.start()).rejects.toThrow('`exit 1` failed');
    await other.remove();
  });
});

describe('a template without a distribution', () => {
  it('has its API on the port of the page', async () => {
    const headless = await createProject();
    const running = await headless.start({ site: false });
    try {
      const { event } = answerSchema
        .partial({ page: true })
        .parse(await (await fetch(`${running.pageUrl}/api/files`)).json());
      expect(event.rawPath).toBe('/api/files');
      const missing = await fetch(`${running.pageUrl}/`);
      expect([missing.status, await missing.json()]).toEqual([404, { message: 'Not Found' }]);
    } finally {
      await running.stop();
      await headless.remove();
    }
  }, 30_000);
});

describe('a cloud that is killed with -9', () => {
  it('repeats the interrupted job', async () => {
    const own = await createProject();
    const script = fileURLToPath(new URL('./fixture/run.ts', import.meta.url));
    const child = spawn(process.execPath, [script, own.folder, own.dataFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const lineWith = async (text: string): Promise<string> => {
      for (;;) {
        const { value, done } = await output.next();
        if (done) throw new Error(`the process ended before it said ${text}`);
        if (String(value).includes(text)) return String(value);
      }
    };
    const killed = readySchema.parse(JSON.parse(await lineWith('"ready"')));
    await sendJob('hang at first', killed);
    await lineWith('job hang at first 1');
    child.kill('SIGKILL');
    await once(child, 'close');

    const again = await own.start();
    const lines = () =>
      own.records.flatMap((record) => (record.kind === 'function-line' ? [record.line] : []));
    await expect.poll(lines).toEqual(['job hang at first 2']);
    expect(again.administrator.accessKeyId).toBe(killed.administrator.accessKeyId);
    await again.stop();
    await own.remove();
  }, 30_000);
});
