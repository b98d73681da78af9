import type { HttpEvent } from './http-event.ts';

/** Who is on the other end of a request, as far as the edge can tell. */
export interface Client {
  /** IP address. */
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The host that the client asked for: the page's own, where there is one. */
  readonly host: string | undefined;
  /** The Origin header: what a browser says about the page that sends the request. */
  readonly origin: string | undefined;
  /** The Sec-Fetch-Site header: the same in the browser's own words, which no page can change (W3C Fetch Metadata). */
  readonly fetchSite: string | undefined;
}

/**
 * Reads who is calling. Behind CloudFront, address and host are those that the edge function set; the headers of the same
 * name are believed only there, because `edgeOnly` has refused everything that came another way.
 */
export function clientOf(event: HttpEvent, behindEdge: boolean): Client {
  const { headers, requestContext } = event;
  return {
    address: (behindEdge ? headers['x-encrypt5-address'] : undefined) ?? requestContext.http.sourceIp,
    userAgent: headers['user-agent']?.slice(0, 300),
    host: (behindEdge ? headers['x-encrypt5-host'] : undefined) ?? headers['host'],
    origin: headers['origin'],
    fetchSite: headers['sec-fetch-site'],
  };
}

/**
 * Whether a browser sent the request from the vault's own page. Under the page's `no-referrer` a browser may leave the Origin
 * out, even for itself; then Sec-Fetch-Site says it.
 */
export function isOwnPage(client: Client): boolean {
  if (client.fetchSite !== undefined) return client.fetchSite === 'same-origin';
  if (client.origin === undefined || client.host === undefined || !URL.canParse(client.origin)) return false;
  return new URL(client.origin).host === client.host.toLowerCase();
}

/** Whether a browser sent the request at all: other programs send neither header. */
export function isBrowser(client: Client): boolean {
  return client.fetchSite !== undefined || client.origin !== undefined;
}

/**
 * The address of a place on the page.
 *
 * @param path - with a fragment, where a secret is to stay out of every server's sight
 * @param siteUrl - where the page is, if not on the host that the client asked for; there it is served over TLS, but for a vault
 *   on the client's own machine
 */
export function pageUrl(path: string, { host }: Client, siteUrl: string | undefined): string {
  if (siteUrl !== undefined) return new URL(path, siteUrl).href;
  if (host === undefined) throw new Error('the request names no host');
  const isOwnMachine = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
  return new URL(path, `${isOwnMachine ? 'http' : 'https'}://${host}`).href;
}
