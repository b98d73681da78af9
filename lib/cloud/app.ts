import { App } from 'aws-cdk-lib';
import { buildFunctions, buildSite } from './build.ts';
import { readSettings } from './settings.ts';
import { VaultStack } from './vault-stack.ts';

/** Builds what the stack ships and synthesizes it; the CDK command line, and the embedded cloud, run this. */
export async function defineVault(): Promise<void> {
  const app = new App();
  const settings = readSettings(app.node);
  await Promise.all([buildFunctions(), settings.site ? buildSite() : undefined]);
  new VaultStack(app, 'Encrypt5', {
    settings,
    description: 'Encrypt5, a vault for confidential files',
    env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] },
  });
  app.synth();
}
