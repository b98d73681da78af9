import { describe, expect, it } from 'vitest';
import { keptAnswers } from '../../../frontend/api/kept-answers.ts';

/** An API whose answer has its own text as its tag, and what it was asked with. */
function apiOf(answer: { text: string }) {
  const asked: (string | null)[] = [];
  const kept = keptAnswers(async (_url, init) => {
    const known = new Headers(init.headers).get('if-none-match');
    asked.push(known);
    const headers = { etag: `"${answer.text}"` };
    return known === `"${answer.text}"`
      ? new Response(null, { status: 304, headers })
      : new Response(answer.text, { headers });
  });
  const get = async (url = '/api/files', method = 'GET') => (await kept.fetch(url, { method })).text();
  return { asked, get, forget: kept.forget };
}

describe('an answer that is kept', () => {
  it('is used again while the API confirms it, and replaced when it does not', async () => {
    const answer = { text: 'one' };
    const { asked, get } = apiOf(answer);
    expect([await get(), await get(), await get()]).toEqual(['one', 'one', 'one']);
    answer.text = 'two';
    expect([await get(), await get()]).toEqual(['two', 'two']);
    expect(asked).toEqual([null, '"one"', '"one"', '"one"', '"two"']);
  });

  it('belongs to one address, and never to a request that changes something', async () => {
    const { asked, get } = apiOf({ text: 'one' });
    await get();
    await get('/api/files?limit=1');
    await get('/api/files', 'POST');
    expect(asked).toEqual([null, null, null]);
  });

  it('is gone after signing out', async () => {
    const { asked, get, forget } = apiOf({ text: 'one' });
    await get();
    forget();
    await get();
    expect(asked).toEqual([null, null]);
  });

  it('is dropped when fifty others were used more recently', async () => {
    const { asked, get } = apiOf({ text: 'one' });
    for (let count = 0; count <= 50; count += 1) await get(`/api/files/${count}`);
    await get('/api/files/1');
    await get('/api/files/0');
    expect(asked.slice(-2)).toEqual(['"one"', null]);
  });

  it('fails as the API does', async () => {
    const { fetch } = keptAnswers(async () => new Response('no', { status: 404, headers: { etag: '"x"' } }));
    expect((await fetch('/api/files/1', { method: 'GET' })).status).toBe(404);
  });
});
