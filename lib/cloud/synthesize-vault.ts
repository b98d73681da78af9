import { App } from 'aws-cdk-lib';
import type { Builds } from './build.ts';
import { readSettings } from './settings.ts';
import { VaultStack } from './vault-stack.ts';

/**
 * Synthesizes the stack with the settings from the context of the CDK app. Finishes the builds first.
 *
 * @throws SettingsError | BuildError
 */
export async function synthesizeVault(builds: Builds): Promise<void> {
  const app = new App();
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const settings = readSettings(app.node, account);
  new VaultStack(app, 'Encrypt5', {
    settings,
    bundles: await builds.finish(settings.site),
    description: 'Encrypt5, a vault for confidential files',
    env: { account, region: process.env['CDK_DEFAULT_REGION'] },
  });
  app.synth();
}
