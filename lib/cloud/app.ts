import { startBuilds } from './build.ts';

/**
 * Builds what the stack ships and synthesizes it; the CDK command line, and the embedded cloud, run this. The embedded cloud names a
 * folder of earlier builds (`LOCAL_CLOUD_BUILDS`), so that a change is at work at once.
 *
 * @throws SettingsError | BuildError
 */
export async function defineVault(): Promise<void> {
  const builds = await startBuilds(process.env['LOCAL_CLOUD_BUILDS']);
  try {
    // Loading the CDK takes as long as bundling does.
    const { synthesizeVault } = await import('./synthesize-vault.ts');
    await synthesizeVault(builds);
  } finally {
    await builds.remove();
  }
}
