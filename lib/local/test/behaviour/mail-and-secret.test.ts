import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { expect, inject, it } from 'vitest';
import { output, refusal, settings } from './client.ts';
import { emailsTo } from './emails-to.ts';
import { SENDER } from './names.ts';

const ses = new SESClient(settings);
const secrets = new SecretsManagerClient(settings);

const send = (from: string, to: string) =>
  ses.send(
    new SendEmailCommand({
      Source: from,
      Destination: { ToAddresses: [to] },
      Message: {
        Subject: { Data: 'Grüße', Charset: 'UTF-8' },
        Body: { Text: { Data: 'text' }, Html: { Data: '<p>html</p>' } },
      },
    }),
  );

it('an email from a verified sender arrives with text and HTML', async () => {
  const to = `${randomUUID()}@example.org`;
  const { MessageId } = await send(`Sender <${SENDER}>`, to);
  expect(MessageId).toMatch(/./);
  const emails = await emailsTo(inject('cloud').mailUrl ?? '', to);
  expect(emails).toMatchObject([{ subject: 'Grüße', text: 'text', html: '<p>html</p>' }]);
});

it('an email from an unverified sender is refused', async () => {
  expect(await refusal(send('unverified@example.net', 'x@example.org'))).toEqual({
    name: 'MessageRejected',
    status: 400,
  });
});

it('a generated secret has the requested length and no excluded characters', async () => {
  const { SecretString } = await secrets.send(
    new GetSecretValueCommand({ SecretId: output('GeneratedArn') }),
  );
  expect(SecretString).toMatch(/^[A-Za-z0-9]{48}$/);
});

it('an unknown secret is ResourceNotFoundException', async () => {
  expect(await refusal(secrets.send(new GetSecretValueCommand({ SecretId: 'unknown' })))).toEqual({
    name: 'ResourceNotFoundException',
    status: 400,
  });
});
