import { join } from 'node:path';
import { REGION } from './ministack.ts';
import { run } from './run.ts';

/** Rules of cfn-lint that are ignored, each with the reason. */
const IGNORED = {
  W3005: 'The CDK also writes dependencies that a reference implies. They are harmless.',
} as const;

/** Checks the template against the schemas of CloudFormation. */
export async function lintTemplate(programs: string, template: string): Promise<string> {
  await run({
    name: 'cfn-lint',
    file: join(programs, 'cfn-lint'),
    args: ['--regions', REGION, '--ignore-checks', ...Object.keys(IGNORED), '--template', template],
  });
  return 'no findings';
}
