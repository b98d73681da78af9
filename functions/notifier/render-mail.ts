import type { MailText } from './mail-text.ts';

/** An email as plain text and as HTML with the same content. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Renders an email. All text is escaped, so text from users cannot become markup. */
export function renderMail({ subject, paragraphs, seal, action }: MailText): RenderedMail {
  const lines = [
    ...paragraphs,
    ...(action === undefined ? [] : [`${action.label}:\n${action.url}`]),
    ...(seal === undefined ? [] : [`${seal.label}\n${seal.value}`]),
  ];
  const body = paragraphs
    .map((paragraph) => `<p style="margin:0 0 16px">${escapeHtml(paragraph)}</p>`)
    .join('');
  const button =
    action === undefined
      ? ''
      : `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="${BUTTON}">${escapeHtml(action.label)}</a></p>`;
  const foot =
    seal === undefined
      ? ''
      : `<p style="${FOOT}">${escapeHtml(seal.label)}</p><p style="${SEAL}">${escapeHtml(seal.value)}</p>`;
  return {
    subject,
    text: `${lines.join('\n\n')}\n\n-- \nEncrypt5\n`,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="${BODY}"><div style="${SHEET}">${body}${button}${foot}<p style="${FOOT}">Encrypt5</p></div></body></html>`,
  };
}

// Inline styles, because email programs ignore style sheets.
const BODY = 'margin:0;padding:32px 16px;background:#f4f4f2;color:#1d1f1e;font:16px/1.5 system-ui,sans-serif';
const SHEET = 'max-width:520px;margin:0 auto;padding:32px;background:#fff;border-radius:12px';
const BUTTON =
  'display:inline-block;padding:12px 20px;background:#14532d;color:#fff;border-radius:8px;text-decoration:none;font-weight:600';
const SEAL = 'margin:8px 0 0;color:#6b6f6d;font:12px/1.4 ui-monospace,monospace;word-break:break-all';
const FOOT = 'margin:32px 0 0;color:#6b6f6d;font-size:14px';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
