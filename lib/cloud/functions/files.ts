import type { Construct } from 'constructs';
import type { Attestor } from './attestor.ts';
import { grantHttp, type HttpParts, httpVariables, LONGEST_REQUEST, uploadVariables } from './http.ts';
import { bucketVariables } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** The files of the caller. It can read no plaintext that was uploaded, and unwrap no key. */
export class Files extends ServiceFunction<'files'> {
  constructor(
    scope: Construct,
    id: string,
    { attestor, ...parts }: HttpParts & { readonly attestor: Attestor },
  ) {
    const { settings, bundles, tables, storage, queues } = parts;
    super(scope, id, {
      name: 'files',
      bundles,
      description: 'Files: uploading, listing, decrypting, exporting, deleting',
      memory: 512,
      timeout: LONGEST_REQUEST,
      variables: {
        ...httpVariables(parts),
        ...uploadVariables(settings),
        ...bucketVariables(storage),
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        WORK_QUEUE: queues.work.queueUrl,
        MAIL_QUEUE: queues.mail.queueUrl,
        DELETIONS_QUEUE: queues.deletions.queueUrl,
        QUOTA_BYTES: settings.quotaBytes,
        QUOTA_FILES: settings.quotaFiles,
        ATTESTOR: attestor.functionName,
      },
    });
    tables.grant('accounts', this, 'get');
    tables.grant('activity', this, 'update');
    tables.grant('vault', this, 'describe', 'get', 'query', 'batchGet', 'put', 'update', 'delete');
    tables.grant('keys', this, 'describe', 'get', 'delete');
    tables.grant('tombstones', this, 'get', 'put');
    storage.grant('staging', this, 'write', 'listParts', 'abort', 'delete');
    storage.grant('vault', this, 'readVersion', 'abort', 'listVersions');
    storage.grant('outbox', this, 'read', 'abort', 'delete');
    queues.grantSend('work', this);
    queues.grantSend('mail', this);
    queues.grantSend('deletions', this);
    attestor.grantAsk(this);
    grantHttp(this, parts);
  }
}
