import { SESClient } from '@aws-sdk/client-ses';
import { consume, createCounters, createLogger, lambdaClient, readEnvironment, tableClient } from '#aws';
import { mailSchema } from '#contract';
import { attestorCaller } from '#vault';
import { sendMail } from './send-mail.ts';

const environment = readEnvironment('notifier');
const logger = createLogger('notifier');
const table = tableClient();
const counters = createCounters(
  { client: table, name: environment.METRICS_TABLE },
  () => new Date(),
  (error) => logger.warn('Could not write metrics', error),
);
const dependencies = {
  accounts: { client: table, name: environment.ACCOUNTS_TABLE },
  attest: attestorCaller(lambdaClient(), environment.ATTESTOR),
  ses: new SESClient({}),
  sender: environment.SENDER,
  siteUrl: environment.SITE_URL,
};

export const handler = consume(async ({ body }) => {
  const mail = mailSchema.parse(JSON.parse(body));
  if (!(await sendMail(dependencies, mail))) return;
  counters.add('mails_total', mail.template);
  await counters.flush();
}, logger);
