import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Mailer } from '../mailer.ts';
import type { Attestor } from './attestor.ts';
import type { VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

export interface NotifierProps extends Pick<VaultParts, 'settings' | 'bundles' | 'tables' | 'queues'> {
  readonly attestor: Attestor;
  readonly mailer: Mailer;
  /** The page's address, for links in emails. */
  readonly siteUrl: string;
}

/** Writes and sends all emails. */
export class Notifier extends ServiceFunction<'notifier'> {
  constructor(scope: Construct, id: string, parts: NotifierProps) {
    const { settings, bundles, tables, queues, attestor, mailer, siteUrl } = parts;
    super(scope, id, {
      name: 'notifier',
      bundles,
      description: 'Writes emails',
      memory: 256,
      timeout: Duration.seconds(30),
      variables: {
        ACCOUNTS_TABLE: tables.accounts.tableName,
        ATTESTOR: attestor.functionName,
        METRICS_TABLE: tables.metrics.tableName,
        SENDER: settings.sender,
        SITE_URL: siteUrl,
      },
    });
    tables.grant('accounts', this, 'get');
    attestor.grantAsk(this);
    tables.grant('metrics', this, 'update');
    mailer.grantSend(this);
    queues.feed('mail', this, { batchSize: 10, maxConcurrency: 2 });
  }
}
