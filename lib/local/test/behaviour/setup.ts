import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startLocalCloud } from '../../index.ts';
import { type CloudUnderTest, cloudUnderTestSchema } from './cloud-under-test.ts';
import { STACK } from './names.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cloud: CloudUnderTest;
  }
}

/** Runs the tests' template in the local cloud, or points them at the cloud that `CLOUD_UNDER_TEST` describes. */
export default async function cloudUnderTest(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const described = process.env['CLOUD_UNDER_TEST'];
  if (described !== undefined) {
    project.provide('cloud', cloudUnderTestSchema.parse(JSON.parse(described)));
    return undefined;
  }
  const projectFolder = await mkdtemp(join(tmpdir(), 'behaviour-'));
  const template = fileURLToPath(new URL('template.ts', import.meta.url));
  await writeFile(join(projectFolder, 'cdk.json'), JSON.stringify({ app: `node ${template}` }));
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder: join(projectFolder, 'data'),
    projectFolder,
    settings: {},
    stackName: STACK,
    onRecord: () => undefined,
  });
  project.provide(
    'cloud',
    cloudUnderTestSchema.parse({
      endpoint: cloud.awsUrl,
      credentials: cloud.administrator,
      mailUrl: cloud.mailUrl,
      outputs: cloud.outputs,
    }),
  );
  return async () => {
    await cloud.stop();
    await rm(projectFolder, { recursive: true, force: true });
  };
}
