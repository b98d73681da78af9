import { randomUUID } from 'node:crypto';
import { escapeXml } from '../front-door/index.ts';
import { REGION } from '../kit/resource.ts';
import { AwsError, type Service, type ServiceCall, unsupportedParameter } from '../kit/service.ts';
import type { Email } from './model/email.ts';
import { addressOf, type Identities, identityArn } from './model/identities.ts';
import type { Mailbox } from './model/mailbox.ts';

/** Options of the service. */
export interface SesOptions {
  readonly mailbox: Mailbox;
  readonly identities: Identities;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Amazon SES, version 1, query protocol: `SendEmail` into the mailbox. Closing it closes the mailbox. */
export function createSesService({ mailbox, identities, now }: SesOptions): Service {
  return {
    name: 'ses',
    async handle(call) {
      const form = new URLSearchParams(call.body?.toString());
      const action = form.get('Action');
      if (action === null) {
        refuseVersion2(call);
        return;
      }
      if (action !== 'SendEmail') {
        throw new AwsError(
          'InvalidAction',
          400,
          `The local cloud does not support the action ${action} of SES.`,
        );
      }
      refuseUnknown(form);
      const mail = readEmail(form, now());
      authorize(call, identities, mail, form);
      await mailbox.deliver(mail);
      answer(call, mail.messageId);
    },
    close: mailbox.close,
  };
}

/** Refuses calls of version 2 of the API, which has paths and JSON errors. */
function refuseVersion2({ request, response, url }: ServiceCall): void {
  const message = `The local cloud does not support the call ${request.method} ${url.pathname} of SES.`;
  response.statusCode = 404;
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-amzn-errortype', 'UnknownOperationException');
  response.end(JSON.stringify({ message }));
}

/** The supported parameters of `SendEmail`. Emails are always UTF-8, and there are no bounces. */
const PARAMETERS =
  /^(?:Action|Version|Source|ReturnPath|(?:Destination\.(?:To|Cc|Bcc)|ReplyTo)Addresses\.member\.\d+|Message\.(?:Subject|Body\.Text|Body\.Html)\.(?:Data|Charset))$/;

function refuseUnknown(form: URLSearchParams): void {
  const unknown = [...form.keys()].find((name) => !PARAMETERS.test(name));
  if (unknown !== undefined) throw unsupportedParameter('SendEmail', unknown);
}

/** @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
function readEmail(form: URLSearchParams, now: number): Email {
  const one = (name: string): string => {
    const value = form.get(name);
    if (value !== null) return value;
    throw new AwsError(
      'ValidationError',
      400,
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  };
  const many = (name: string) =>
    [...form].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
  const text = form.get('Message.Body.Text.Data');
  const html = form.get('Message.Body.Html.Data');
  const mail: Email = {
    messageId: randomUUID(),
    from: one('Source'),
    replyTo: many('ReplyToAddresses'),
    destination: {
      to: many('Destination.ToAddresses'),
      cc: many('Destination.CcAddresses'),
      bcc: many('Destination.BccAddresses'),
    },
    subject: one('Message.Subject.Data'),
    body: { ...(text !== null && { text }), ...(html !== null && { html }) },
    at: Math.floor(now / 1000),
  };
  const recipients = recipientsOf(mail);
  if (recipients.length === 0 || recipients.length > 50) {
    throw new AwsError(
      'InvalidParameterValue',
      400,
      `Recipient count must be between 1 and 50, but is ${recipients.length}.`,
    );
  }
  for (const header of [mail.from, mail.subject, ...mail.replyTo, ...recipients]) {
    if (/[\r\n]/.test(header))
      throw new AwsError('InvalidParameterValue', 400, 'Header fields must not contain line breaks.');
  }
  for (const recipient of recipients) {
    if (!/^[^\s@]+@[^\s@]+$/.test(addressOf(recipient))) {
      throw new AwsError('InvalidParameterValue', 400, `Illegal address: ${recipient}`);
    }
  }
  for (const mailbox of [mail.from, ...mail.replyTo, ...recipients, ...form.getAll('ReturnPath')]) {
    refuseUnicode(addressOf(mailbox));
  }
  return mail;
}

/**
 * SES does not know the SMTP extension by which an address may hold more than ASCII (RFC 6531); a domain can be written in
 * Punycode, the local part cannot.
 *
 * @throws AwsError `InvalidParameterValue`
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Destination.html
 */
function refuseUnicode(address: string): void {
  const at = address.lastIndexOf('@');
  if (!isAscii(address.slice(0, at)))
    throw new AwsError('InvalidParameterValue', 400, 'Local address contains control or whitespace');
  if (!isAscii(address.slice(at + 1)))
    throw new AwsError('InvalidParameterValue', 400, 'Domain contains illegal character');
}

function isAscii(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text);
}

function authorize(call: ServiceCall, identities: Identities, mail: Email, form: URLSearchParams): void {
  const from = addressOf(mail.from);
  const context = {
    'ses:FromAddress': from,
    'ses:FromDisplayName': mail.from.replace(/<[^<>]*>\s*$/, '').trim(),
    'ses:FeedbackAddress': form.get('ReturnPath') ?? from,
    'ses:Recipients': recipientsOf(mail).map(addressOf),
  };
  const identity = identities.find(from);
  call.authorize('ses:SendEmail', identityArn(identity ?? from), context);
  if (identity === undefined) {
    throw new AwsError(
      'MessageRejected',
      400,
      `Email address is not verified. The following identities failed the check in region ${REGION.toUpperCase()}: ${mail.from}`,
    );
  }
}

function recipientsOf({ destination }: Email): readonly string[] {
  return [...destination.to, ...destination.cc, ...destination.bcc];
}

function answer(call: ServiceCall, messageId: string): void {
  const body = `<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>${escapeXml(messageId)}</MessageId></SendEmailResult><ResponseMetadata><RequestId>${call.requestId}</RequestId></ResponseMetadata></SendEmailResponse>`;
  call.response.setHeader('content-type', 'text/xml');
  call.response.end(body);
}
