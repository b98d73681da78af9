import { App } from 'aws-cdk-lib';
import { buildBundles } from './build.ts';
import { readSettings } from './settings.ts';
import { VaultStack } from './vault-stack.ts';

/**
 * Builds what the stack ships and synthesizes it; the CDK command line, and the embedded cloud, run this. The embedded cloud names a
 * folder of earlier builds (`ENCRYPT5_KEPT_BUILDS`), so that a change is at work at once.
 *
 * @throws SettingsError | BuildError
 */
export async function defineVault(): Promise<void> {
  const app = new App();
  const settings = readSettings(app.node);
  const bundles = await buildBundles(settings.site, process.env['ENCRYPT5_KEPT_BUILDS']);
  try {
    new VaultStack(app, 'Encrypt5', {
      settings,
      bundles,
      description: 'Encrypt5, a vault for confidential files',
      env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] },
    });
    app.synth();
  } finally {
    await bundles.remove();
  }
}
