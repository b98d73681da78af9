import { expect, it } from 'vitest';
import { browserChoices } from '../../setup/browser-choices.ts';

const nothing = () => false;
const machine = (platform: string, arch: string, browser?: string) => ({ platform, arch, browser });

it('the browser tests run a packaged Chromium on Linux x64', () => {
  expect(browserChoices(machine('linux', 'x64'), nothing)).toEqual([{ kind: 'package' }]);
});

it.each([
  ['darwin', 'arm64'],
  ['darwin', 'x64'],
  ['win32', 'x64'],
])('on %s %s they run an installed Chrome, or else Edge', (platform, arch) => {
  expect(browserChoices(machine(platform, arch), nothing)).toEqual([
    { kind: 'channel', channel: 'chrome' },
    { kind: 'channel', channel: 'msedge' },
  ]);
});

it('on Linux arm64 they also run the Chromium of the distribution', () => {
  const choices = browserChoices(machine('linux', 'arm64'), (path) => path === '/usr/bin/chromium');
  expect(choices).toContainEqual({ kind: 'executable', path: '/usr/bin/chromium' });
});

it('ENCRYPT5_BROWSER is the only choice if it is set', () => {
  const path = '/opt/browser';
  expect(browserChoices(machine('linux', 'x64', path), nothing)).toEqual([{ kind: 'executable', path }]);
  expect(browserChoices(machine('linux', 'x64', ''), nothing)).toEqual([{ kind: 'package' }]);
});
