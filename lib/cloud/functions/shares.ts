import type { Construct } from 'constructs';
import { grantHttp, HASHING_MEMORY, type HttpParts, httpVariables, LONGEST_REQUEST } from './http.ts';
import { ServiceFunction } from './service-function.ts';

/** Share links and their downloads. It hashes the passwords of shares. */
export class Shares extends ServiceFunction<'shares'> {
  constructor(scope: Construct, id: string, parts: HttpParts) {
    const { settings, bundles, tables, storage, queues } = parts;
    super(scope, id, {
      name: 'shares',
      bundles,
      description: 'Share links: creating, listing, opening, downloading, revoking',
      memory: HASHING_MEMORY,
      timeout: LONGEST_REQUEST,
      variables: {
        ...httpVariables(parts),
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        OUTBOX_BUCKET: storage.outbox.bucketName,
        WORK_QUEUE: queues.work.queueUrl,
        MAIL_QUEUE: queues.mail.queueUrl,
        ATTEMPTS_PER_ADDRESS: settings.attemptsPerAddress,
        PASSWORD_COST: settings.passwordCost,
        ...(settings.siteUrl !== undefined && { SITE_URL: settings.siteUrl }),
      },
    });
    tables.grant('accounts', this, 'get');
    tables.grant('activity', this, 'get', 'update');
    tables.grant('vault', this, 'describe', 'get', 'query', 'batchGet', 'put', 'update');
    tables.grant('keys', this, 'describe', 'get');
    tables.grant('tombstones', this, 'put');
    storage.grant('outbox', this, 'read');
    queues.grantSend('work', this);
    queues.grantSend('mail', this);
    grantHttp(this, parts);
  }
}
