import { describe, expect, it } from 'vitest';
import { type Mail, mailSchema } from '#contract';
import { mailText } from '../../../functions/notifier/mail-text.ts';
import { type RenderedMail, renderMail } from '../../../functions/notifier/render-mail.ts';
import { everyEmail, ID } from './every-email.ts';

const SITE = 'https://vault.example.org';

const render = (mail: Mail, name: string): RenderedMail => renderMail(mailText(mail, SITE, name));
const byTemplate = (text: string) => everyEmail(text).map((mail) => [mail.template, mail] as const);

/** The text of an HTML page without its markup, as an email program shows it. */
function shown(html: string): string {
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return html
    .replace(/<title>.*?<\/title>/, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity as keyof typeof entities]);
}

describe('an email', () => {
  it('exists for every template of the contract', () => {
    const templates = mailSchema.options.map((option) => option.shape.template.value);
    expect(everyEmail('a.pdf').map(({ template }) => template)).toEqual(templates);
  });

  it.each(byTemplate('letter.pdf'))('%s has the same content in text and in HTML', (_, mail) => {
    const { paragraphs, action } = mailText(mail, SITE, 'Ada');
    const { text, html } = render(mail, 'Ada');
    for (const paragraph of [...paragraphs, action?.label ?? '']) {
      expect(text).toContain(paragraph);
      expect(shown(html)).toContain(paragraph);
    }
    expect(text).toContain(action?.url);
    expect(html).toContain(`href="${action?.url}"`);
  });

  it.each(byTemplate('letter.pdf'))('%s links to the page of this vault', (_, mail) => {
    const url = new URL(mailText(mail, SITE, 'Ada').action?.url ?? '');
    expect(url.origin).toBe(SITE);
    expect(url.search).toBe('');
  });

  it.each([
    ['confirm-address', '/confirm'],
    ['reset-password', '/reset'],
  ])(
    '%s has the secret of its link in the fragment, which browsers do not send to servers',
    (template, path) => {
      const mail = everyEmail('Ada').find((one) => one.template === template);
      if (mail === undefined) throw new Error('no such email');
      expect(mailText(mail, SITE, 'Ada').action?.url).toBe(`${SITE}${path}#token=the-token-of-the-link`);
    },
  );
});

describe('an email about a new sign-in', () => {
  it('says when, from where and with which program, without text from the User-Agent header', () => {
    const mail = everyEmail('Firefox/140 on (Windows; call 555-1234)').find(
      (one) => one.template === 'new-sign-in',
    );
    if (mail === undefined) throw new Error('no such email');
    const { text } = render(mail, 'Ada');
    expect(text).toContain(
      'Firefox on Windows, from the IP address 192.0.2.7, on 23 November 2026 at 18:08 UTC',
    );
    expect(text).not.toContain('555');
  });
});

describe('an invitation', () => {
  it('names the sender and the vault, and does not name the recipient', () => {
    const mail = everyEmail('Ada').find((one) => one.template === 'invitation');
    if (mail === undefined) throw new Error('no such email');
    const { paragraphs } = mailText(mail, SITE, 'Root (root@example.org)');
    expect(paragraphs[0]).toBe('Hello,');
    expect(paragraphs[1]).toContain(
      'Root (root@example.org) invites you to the vault for confidential files at vault.example.org.',
    );
  });
});

describe('text from a user in an email', () => {
  const markup = `<img src=x onerror="alert(1)">'&amp;</p><a href='https://evil.example'>`;

  it.each(byTemplate(markup))('%s: never becomes markup', (_, mail) => {
    const { html } = render(mail, markup);
    expect(html).not.toContain('<img');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).not.toMatch(/href='/);
    expect(shown(html)).toContain(markup);
  });

  it.each(byTemplate('Buy now at evil.example'))('%s: is never in the subject', (_, mail) => {
    const { subject } = render(mail, 'Buy now at evil.example');
    expect(subject).toBe(render({ ...mail, ...('fileName' in mail && { fileName: 'x' }) }, 'y').subject);
    expect(subject).toMatch(/^[A-Za-z -]{10,60}$/);
  });

  it.each(byTemplate('a\r\nBcc: all@example.org\r\n\r\nHello'))('%s: stays on one line', (_, mail) => {
    const { subject, text, html } = render(mail, 'x\nBcc: all@example.org\u2028y');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(`${text}${html}`).not.toMatch(/[\r\u2028]/);
  });

  it.each(byTemplate(`${'n'.repeat(300)}.pdf`))('%s: is shortened if it is long', (_, mail) => {
    const { text } = render(mail, 'm'.repeat(300));
    expect(text).toContain(`${'m'.repeat(79)}…`);
    expect(text).not.toContain('n'.repeat(80));
  });

  it('is complete up to 80 characters, and never cut within a character', () => {
    const hello = (name: string) =>
      mailText({ template: 'address-known', user: ID }, SITE, name).paragraphs[0];
    expect(hello('😀'.repeat(80))).toBe(`Hello ${'😀'.repeat(80)},`);
    expect(hello('😀'.repeat(81))).toBe(`Hello ${'😀'.repeat(79)}…,`);
  });
});
