import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tellingLines } from './telling-lines.ts';
import { TemplateError } from './template-document.ts';

/**
 * Runs the CDK app to its end.
 *
 * @param settings - environment variables with the output folder and the context
 * @throws TemplateError with the app's last lines, if it fails
 */
export type RunApp = (
  settings: Readonly<Record<string, string>>,
  onProgress: (line: string) => void,
) => Promise<void>;

/** The app in `cdk.json` is a command line, so it needs a shell. `node` in it is the Node of this process. */
export function startApp(
  command: string,
  projectFolder: string,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return spawn(command, {
    cwd: projectFolder,
    shell: true,
    stdio: 'pipe',
    env: {
      ...process.env,
      ...settings,
      PATH: path,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    },
  });
}

/**
 * Waits for the end of an app.
 *
 * @param onProgress - receives the output of the app; standard error only if the app succeeds
 * @throws TemplateError with the output of standard error
 */
export async function finishApp(
  app: ChildProcess,
  command: string,
  projectFolder: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const lines: string[] = [];
  const complaints: string[] = [];
  const follow = (stream: Readable | null, tell: (line: string) => void): void => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line.trim() !== '') tell(line);
    });
  };
  follow(app.stdout, onProgress);
  follow(app.stderr, (line) => complaints.push(line));
  const status = await new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', resolve);
  });
  if (status !== 0) {
    throw new TemplateError(
      `\`${command}\` failed (status ${status}):\n${tellingLines(lines, projectFolder).join('\n')}`,
    );
  }
  for (const line of complaints) onProgress(line);
}
