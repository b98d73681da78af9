import { describe, expect, inject, it } from 'vitest';
import { openApiDocument } from '#contract';
import { stranger } from '../setup/vault-client.ts';

const client = stranger(inject('vault'));

describe('GET /openapi.json', () => {
  it('returns the document of the contract', async () => {
    expect(await client.call('openApi')).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('can be cached by anyone, and answers 304 to a client that has it', async () => {
    const first = await client.request('openApi');
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    const etag = first.headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await client.request('openApi', { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const other = await client.request('openApi', { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });
});
