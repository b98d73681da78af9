import { join } from 'node:path';
import { REGION } from './ministack.ts';
import { run } from './run.ts';

/** Rules of cfn-lint that do not hold here, and why. */
const IGNORED = {
  W3005: 'CDK writes dependencies that a reference implies already; they do no harm',
} as const;

/** Holds the whole template against CloudFormation's own schemas. */
export async function lintTemplate(programs: string, template: string): Promise<string> {
  await run({
    name: 'cfn-lint',
    file: join(programs, 'cfn-lint'),
    args: ['--regions', REGION, '--ignore-checks', ...Object.keys(IGNORED), '--template', template],
  });
  return 'nothing to mend';
}
