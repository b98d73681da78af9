import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root, workFolder } from './folders.ts';
import { ACCOUNT, type MiniStack, REGION } from './ministack.ts';
import { run } from './run.ts';

const cdk = join(root, 'node_modules', '.bin', 'cdk');
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** One stack of a CDK app. */
export interface App {
  readonly stack: string;
  /** The command that starts the app. The default is the one in `cdk.json`. */
  readonly command?: string;
  readonly context?: Readonly<Record<string, string>>;
}

const argumentsFor = ({ stack, command, context = {} }: App, assembly: string): string[] => [
  stack,
  '--no-notices',
  ...(command === undefined ? [] : ['--app', command]),
  '--output',
  assembly,
  ...Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]),
];

/**
 * Runs `cdk synth`.
 *
 * @returns the path of the template
 */
export async function synthesize(app: App): Promise<string> {
  const assembly = join(workFolder, 'synthesized', app.stack);
  await run({
    name: `synth-${app.stack}`,
    file: cdk,
    args: ['synth', '--quiet', ...argumentsFor(app, assembly)],
    variables: { AWS_REGION: REGION, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  return join(assembly, `${app.stack}.template.json`);
}

/**
 * Runs `cdk bootstrap` and `cdk deploy` against MiniStack.
 *
 * @returns the outputs of the stack, by name
 */
export async function deploy({ variables }: MiniStack, app: App): Promise<Readonly<Record<string, string>>> {
  const { stack } = app;
  const assembly = join(workFolder, 'deployed', stack);
  const outputsPath = join(workFolder, 'deployed', `${stack}.outputs.json`);
  await run({
    name: `bootstrap-${stack}`,
    file: cdk,
    args: ['bootstrap', '--no-notices', `aws://${ACCOUNT}/${REGION}`],
    folder: workFolder,
    variables,
  });
  await run({
    name: `deploy-${stack}`,
    file: cdk,
    args: [
      'deploy',
      ...argumentsFor(app, assembly),
      '--require-approval',
      'never',
      '--outputs-file',
      outputsPath,
    ],
    variables,
  });
  const outputs = outputsSchema.parse(JSON.parse(await readFile(outputsPath, 'utf8')))[stack];
  if (outputs === undefined) throw new Error(`${stack} was deployed, but has no outputs`);
  return outputs;
}
