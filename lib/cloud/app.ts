import { startBuilds } from './build.ts';

/**
 * Builds the functions and the page, and synthesizes the stack. The CDK command line and the local cloud run this.
 *
 * The local cloud sets `LOCAL_CLOUD_BUILDS` to the folder of a build cache, so that changes take effect quickly.
 *
 * @throws SettingsError | BuildError
 */
export async function defineVault(): Promise<void> {
  const builds = await startBuilds(process.env['LOCAL_CLOUD_BUILDS']);
  try {
    // Imported here because loading the CDK takes as long as bundling: both happen at the same time.
    const { synthesizeVault } = await import('./synthesize-vault.ts');
    await synthesizeVault(builds);
  } finally {
    await builds.remove();
  }
}
