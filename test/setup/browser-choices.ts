/** A way to start a browser. */
export type BrowserChoice =
  | { readonly kind: 'executable'; readonly path: string }
  /** An installed browser that Playwright finds by itself. */
  | { readonly kind: 'channel'; readonly channel: 'chrome' | 'msedge' }
  /** Chromium from the package registry, so that a bare machine can run the tests. */
  | { readonly kind: 'package' };

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** The value of `ENCRYPT5_BROWSER`. */
  readonly browser: string | undefined;
}

/** Where Linux distributions install Chromium, which has no channel. */
const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];

/**
 * The browsers to try, in this order. A browser that `ENCRYPT5_BROWSER` names is the only choice: a typing error must not
 * start another browser. `@sparticuz/chromium` is built for Linux on x64 only.
 *
 * @param exists - whether there is a file at a path
 */
export function browserChoices(
  { platform, arch, browser }: Machine,
  exists: (path: string) => boolean,
): readonly BrowserChoice[] {
  if (browser !== undefined && browser !== '') return [{ kind: 'executable', path: browser }];
  if (platform === 'linux' && arch === 'x64') return [{ kind: 'package' }];
  const paths = platform === 'linux' ? CHROMIUM_PATHS.filter(exists) : [];
  return [
    { kind: 'channel', channel: 'chrome' },
    ...paths.map((path): BrowserChoice => ({ kind: 'executable', path })),
    { kind: 'channel', channel: 'msedge' },
  ];
}
