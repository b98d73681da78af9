import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import { environments } from '#contract';
import type { Bundles } from '../../lib/cloud/build.ts';
import { readSettings, type Settings } from '../../lib/cloud/settings.ts';
import { VaultStack } from '../../lib/cloud/vault-stack.ts';

/** Reads the settings from a CDK context, as the app does. */
export function settingsOf(context: Record<string, unknown>, account?: string): Settings {
  return readSettings(new App({ context }).node, account);
}

/**
 * Synthesizes the template for a CDK context. Functions and page are empty files, because their content does not matter here.
 *
 * @throws Error if the template breaks one of the CloudFormation rules that the CDK checks
 */
export function templateOf(context: Record<string, unknown> = {}): Template {
  const key = JSON.stringify(context);
  const template = known.get(key) ?? synthesize(context);
  known.set(key, template);
  return template;
}

/** Synthesizing takes a second; templates are only read. */
const known = new Map<string, Template>();

function synthesize(context: Record<string, unknown>): Template {
  const folder = mkdtempSync(join(tmpdir(), 'encrypt5-template-'));
  try {
    const app = new App({
      outdir: join(folder, 'out'),
      context: { sender: 'vault@example.org', [VALIDATE_AGAINST_DEFAULT_RULES]: true, ...context },
    });
    const settings = readSettings(app.node, undefined);
    return Template.fromStack(new VaultStack(app, 'Encrypt5', { settings, bundles: emptyBundles(folder) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function emptyBundles(folder: string): Bundles {
  const functionFolder = (name: string) => join(folder, name);
  const siteFolder = join(folder, 'site');
  for (const name of Object.keys(environments)) {
    mkdirSync(functionFolder(name));
    writeFileSync(join(functionFolder(name), 'index.mjs'), '');
  }
  mkdirSync(join(siteFolder, 'assets'), { recursive: true });
  writeFileSync(join(siteFolder, 'assets', 'page.js'), '');
  writeFileSync(join(siteFolder, 'index.html'), '');
  return { functionFolder, siteFolder };
}

// The first synthesis also loads the CDK, which can take longer than a test may on a busy machine.
templateOf();
