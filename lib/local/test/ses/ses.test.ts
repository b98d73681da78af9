import { appendFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient, SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hangUp, listen } from '../../kit/listen.ts';
import { UnsupportedProperty } from '../../kit/resource.ts';
import {
  createEmailIdentityProvider,
  createIdentities,
  createMailboxPage,
  createSesService,
  type Mailbox,
  openMailbox,
} from '../../ses/index.ts';
import { type OpenDoor, openDoor, send as sendRequest } from '../front-door/open-door.ts';

let door: OpenDoor;
let ses: SESClient;
let mailbox: Mailbox;
let page: Server;
let pageUrl: string;

beforeEach(async () => {
  const identities = createIdentities();
  const provision = (logicalId: string, EmailIdentity: string) =>
    createEmailIdentityProvider(identities).provision({
      logicalId,
      physicalName: '',
      properties: { EmailIdentity },
    });
  await provision('Address', 'vault@example.com');
  await provision('Domain', 'example.org');
  door = await openDoor(async ({ folder, now }) => {
    mailbox = await openMailbox(join(folder, 'ses'));
    return [createSesService({ mailbox, identities, now })];
  });
  ses = new SESClient(door.client);
  page = createServer(createMailboxPage(mailbox));
  pageUrl = `http://127.0.0.1:${await listen(page, 0, 'port')}`;
});
afterEach(async () => {
  await hangUp(page);
  await door[Symbol.asyncDispose]();
});

const mail = (Source: string, { Subject = 'Hällo', Html = '<p>x</p>', To = ['a@b.c', 'd@e.f'] } = {}) =>
  new SendEmailCommand({
    Source,
    Destination: { ToAddresses: To, CcAddresses: ['g@h.i'] },
    ReplyToAddresses: ['reply@example.com'],
    Message: {
      Subject: { Data: Subject },
      Body: { Text: { Data: 'Open http://127.0.0.1:3000/#token=x&y=1 & go' }, Html: { Data: Html } },
    },
  });

describe('an email', () => {
  it('of a verified sender reaches the mailbox, with every recipient', async () => {
    const { MessageId } = await ses.send(mail('Encrypt5 <vault@example.com>'));
    const store = await (await fetch(`${pageUrl}/store`)).json();
    expect(store).toEqual({
      emails: [
        {
          messageId: MessageId,
          from: 'Encrypt5 <vault@example.com>',
          replyTo: ['reply@example.com'],
          destination: { to: ['a@b.c', 'd@e.f'], cc: ['g@h.i'], bcc: [] },
          subject: 'Hällo',
          body: { text: 'Open http://127.0.0.1:3000/#token=x&y=1 & go', html: '<p>x</p>' },
          at: expect.any(Number),
        },
      ],
    });
  });

  it('may come from any address of a verified domain', async () => {
    expect((await ses.send(mail('anyone@EXAMPLE.org'))).MessageId).toBeDefined();
  });

  it.each(['other@example.com', 'vault@example.com.evil.org', '"vault@example.com" <x@evil.org>'])(
    'of the unverified sender %s is refused in the words of AWS',
    async (sender) => {
      await expect(ses.send(mail(sender))).rejects.toMatchObject({
        name: 'MessageRejected',
        message: `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${sender}`,
      });
      expect(mailbox.mails()).toEqual([]);
    },
  );

  it('with line breaks in headers or invalid recipients is refused', async () => {
    await expect(ses.send(mail('vault@example.com', { Subject: 'a\r\nBcc: x@y.z' }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(ses.send(mail('vault@example.com', { To: ['invalid'] }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it.each([
    ['müller@example.org', 'Local address contains control or whitespace'],
    ['Müller <müller@example.org>', 'Local address contains control or whitespace'],
    ['x@exämple.org', 'Domain contains illegal character'],
  ])('with a non-ASCII address is refused: %s', async (address, message) => {
    const refused = { name: 'InvalidParameterValue', message };
    await expect(ses.send(mail('vault@example.com', { To: [address] }))).rejects.toMatchObject(refused);
    await expect(ses.send(mail(address))).rejects.toMatchObject(refused);
    const { input } = mail('vault@example.com');
    for (const back of [{ ReplyToAddresses: [address] }, { ReturnPath: address }]) {
      await expect(ses.send(new SendEmailCommand({ ...input, ...back }))).rejects.toMatchObject(refused);
    }
    expect(mailbox.mails()).toEqual([]);
  });

  it('with a non-ASCII sender name and a Punycode domain is sent', async () => {
    const To = ['Jörg <j@xn--exmple-cua.org>'];
    await ses.send(mail('Tresor für alle <vault@example.com>', { To }));
    expect(mailbox.mails()).toHaveLength(1);
  });

  it('survives a restart, and so do the others when a crash cut one off', async () => {
    await ses.send(mail('vault@example.com', { Subject: 'first' }));
    await appendFile(join(door.folder, 'ses', 'mails.jsonl'), '{"messageId":"torn');
    const reopened = await openMailbox(join(door.folder, 'ses'));
    const [first] = reopened.mails();
    expect(reopened.mails().map(({ subject }) => subject)).toEqual(['first']);
    if (first) await reopened.deliver({ ...first, subject: 'second' });
    await reopened.close();
    const again = await openMailbox(join(door.folder, 'ses'));
    expect(again.mails().map(({ subject }) => subject)).toEqual(['first', 'second']);
    await again.close();
    expect((await stat(join(door.folder, 'ses', 'mails.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('needs the right to use its sender', async () => {
    const client = new SESClient(door.clientOf('notifier'));
    const grant = (sender: string) =>
      door.iam.attachIdentityPolicy('role/notifier', 'p', {
        Statement: {
          Effect: 'Allow',
          Action: 'ses:SendEmail',
          Resource: `arn:aws:ses:eu-west-1:000000000000:identity/${sender}`,
        },
      });
    grant('other@example.com');
    await expect(client.send(mail('vault@example.com'))).rejects.toMatchObject({ name: 'AccessDenied' });
    grant('vault@example.com');
    expect((await client.send(mail('Encrypt5 <vault@example.com>'))).MessageId).toBeDefined();
  });
});

it('an unknown action is an error that names it', async () => {
  const raw = new SendRawEmailCommand({ RawMessage: { Data: new Uint8Array([1]) } });
  await expect(ses.send(raw)).rejects.toMatchObject({
    name: 'InvalidAction',
    message: expect.stringContaining('SendRawEmail'),
  });
});

it('a call of version 2 is an error that names it', async () => {
  // Another client whose API is JSON on paths: it is sent on that of an email, signed for SES.
  const settings = { ...door.client, signingName: 'ses' };
  const client = new LambdaClient(settings);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { path: '/v2/email/outbound-emails' });
      return next(args);
    },
    { step: 'build' },
  );
  await expect(client.send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local cloud does not support the call POST /v2/email/outbound-emails of SES.',
  });
});

describe('the mailbox page', () => {
  it('shows text with links, and escapes the markup of an email', async () => {
    await ses.send(
      mail('vault@example.com', {
        Subject: '<script>alert(1)</script>',
        Html: '"><script>alert(2)</script>',
      }),
    );
    const answer = await fetch(pageUrl);
    const html = await answer.text();
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('<a href="http://127.0.0.1:3000/#token=x&#38;y=1" target="_blank"');
    expect(html).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*script-src 'nonce-/);
  });

  it('returns only new emails on request', async () => {
    await ses.send(mail('vault@example.com'));
    const since = Math.floor(Date.now() / 1000) + 60;
    expect(await (await fetch(`${pageUrl}/store?since=${since}`)).json()).toEqual({ emails: [] });
  });

  it('refuses other host names, methods and paths', async () => {
    expect((await sendRequest(pageUrl, { path: '/store', headers: { host: 'evil.example' } })).status).toBe(
      421,
    );
    expect((await fetch(`${pageUrl}/store`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${pageUrl}/x`)).status).toBe(404);
    expect((await fetch(`${pageUrl}/store`)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('an identity with an unsupported property is refused', async () => {
  const properties = { EmailIdentity: 'a@b.c', ConfigurationSetAttributes: {} };
  const provider = createEmailIdentityProvider(createIdentities());
  await expect(provider.provision({ logicalId: 'I', physicalName: 'i', properties })).rejects.toThrow(
    UnsupportedProperty,
  );
});
