export { defineVault } from './app.ts';
export { BuildError } from './build.ts';
export { SettingsError } from './settings.ts';
