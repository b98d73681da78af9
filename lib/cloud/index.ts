export { defineVault } from './app.ts';
export { SettingsError } from './settings.ts';
