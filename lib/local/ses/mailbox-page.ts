import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { isLocalHost } from '../page-port/local-host.ts';
import type { Email } from './model/email.ts';
import type { Mailbox } from './model/mailbox.ts';

/**
 * The mailbox as a page (`GET /`) and as JSON (`GET /store`, `?since=` in seconds since the epoch).
 *
 * Emails contain sign-in links, so other pages must not read them: there is no CORS, and a `Host` that does not name this
 * machine is refused. An email runs no script and loads nothing.
 */
export function createMailboxPage(mailbox: Mailbox): RequestListener {
  return (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://localhost');
    if (!isLocalHost(request.headers.host)) return void response.writeHead(421).end();
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    if (url?.pathname === '/store') {
      const since = Number(url.searchParams.get('since') ?? 0);
      response.setHeader('content-type', 'application/json');
      return void response.end(JSON.stringify({ emails: mailbox.mails().filter(({ at }) => at >= since) }));
    }
    if (url?.pathname !== '/') return void response.writeHead(404).end();
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    response.end(renderPage(mailbox.mails(), nonce));
  };
}

function renderPage(mails: readonly Email[], nonce: string): string {
  const list = mails.toReversed().map(renderMail).join('\n') || '<p>No mail yet.</p>';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mailbox (${mails.length})</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
  article { border: 1px solid #8886; border-radius: .5rem; padding: 1rem; margin: 1rem 0 }
  h2 { margin: 0; font-size: 1.1rem } p { margin: .25rem 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere }
  iframe { width: 100%; height: 24rem; border: 1px solid #8886; border-radius: .25rem; background: #fff }
</style>
<h1>Mailbox</h1>
${list}
<script nonce="${nonce}">
  setInterval(async () => {
    const { emails } = await (await fetch('/store')).json();
    if (emails.length !== ${mails.length}) location.reload();
  }, 2000);
</script>
</html>`;
}

function renderMail({ subject, from, destination, at, body }: Email): string {
  const to = [...destination.to, ...destination.cc, ...destination.bcc].join(', ');
  return `<article>
<h2>${escapeHtml(subject)}</h2>
<p>${escapeHtml(from)} → ${escapeHtml(to)}, <time>${new Date(at * 1000).toISOString()}</time></p>
${body.text === undefined ? '' : `<pre>${linkify(body.text)}</pre>`}
${body.html === undefined ? '' : renderHtml(body.html)}
</article>`;
}

/** Sandboxed without scripts. Links open in a new tab. */
function renderHtml(html: string): string {
  const source = escapeHtml(`<base target="_blank">${html}`);
  return `<details><summary>HTML</summary><iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${source}"></iframe></details>`;
}

function linkify(text: string): string {
  return escapeHtml(text).replace(/https?:\/\/[^\s<>"]+/g, (url) => {
    return `<a href="${url}" target="_blank" rel="noreferrer">${url}</a>`;
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
