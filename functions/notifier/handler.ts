import { SESClient } from '@aws-sdk/client-ses';
import { mailSchema } from '#contract';
import { attestorCaller, consume, createLogger, lambdaClient, readEnvironment, tableClient } from '#platform';
import { sendMail } from './send-mail.ts';

const environment = readEnvironment('notifier');
const dependencies = {
  table: tableClient(),
  accountsTable: environment.ACCOUNTS_TABLE,
  attest: attestorCaller(lambdaClient(), environment.ATTESTOR),
  ses: new SESClient({}),
  sender: environment.SENDER,
  siteUrl: environment.SITE_URL,
};

export const handler = consume(
  ({ body }) => sendMail(dependencies, mailSchema.parse(JSON.parse(body))),
  createLogger('notifier'),
);
