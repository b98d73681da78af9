import { BuildError, defineVault, SettingsError } from '#cloud';

try {
  await defineVault();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
