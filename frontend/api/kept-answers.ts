import type { Fetch } from './api-request.ts';

/** The most answers that are kept: a page repeats only a few requests. */
const MOST = 50;

/** Answers with an ETag, which the API can confirm without sending them again (RFC 9110, section 13.1.2). In memory only. */
export interface KeptAnswers {
  readonly fetch: Fetch;
  /** Removes everything, so that nothing is left for the next account. */
  readonly forget: () => void;
}

export function keptAnswers(fetch: Fetch): KeptAnswers {
  const kept = new Map<string, { readonly etag: string; readonly text: string }>();
  return {
    forget: () => kept.clear(),
    async fetch(url, init) {
      const known = init.method === 'GET' ? kept.get(url) : undefined;
      if (known === undefined) return remember(url, init, await fetch(url, init));
      const headers = new Headers(init.headers);
      headers.set('if-none-match', known.etag);
      const response = await fetch(url, { ...init, headers });
      return response.status === 304
        ? new Response(known.text, { headers: response.headers })
        : remember(url, init, response);
    },
  };

  async function remember(url: string, { method }: RequestInit, response: Response): Promise<Response> {
    const etag = response.headers.get('etag');
    if (method !== 'GET' || !response.ok || etag === null) return response;
    const text = await response.clone().text();
    // The answer that was used longest ago goes first.
    kept.delete(url);
    kept.set(url, { etag, text });
    for (const oldest of [...kept.keys()].slice(0, -MOST)) kept.delete(oldest);
    return response;
  }
}
