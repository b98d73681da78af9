import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Attestor } from './attestor.ts';
import type { Auth } from './auth.ts';
import type { Files } from './files.ts';
import { grantHttp, type HttpParts, httpVariables, uploadVariables } from './http.ts';
import { ServiceFunction } from './service-function.ts';
import type { Shares } from './shares.ts';

export interface OpsProps extends HttpParts {
  readonly auth: Auth;
  readonly files: Files;
  readonly shares: Shares;
  readonly attestor: Attestor;
}

/** Settings of the page, health, metrics, re-wraps of keys, and the answer to requests that no route names. */
export class Ops extends ServiceFunction<'ops'> {
  constructor(scope: Construct, id: string, { auth, files, shares, attestor, ...parts }: OpsProps) {
    const { settings, bundles, keys, tables, queues } = parts;
    super(scope, id, {
      name: 'ops',
      bundles,
      description: 'Settings of the page, health, metrics, re-wraps of keys',
      memory: 256,
      timeout: Duration.seconds(10),
      variables: {
        ...httpVariables(parts),
        ...uploadVariables(settings),
        REGISTRATION: settings.registration,
        JOBS_TABLE: tables.jobs.tableName,
        REWRAPS_QUEUE: queues.rewraps.queueUrl,
        HEALTH_SECONDS: settings.healthSeconds,
        AUTH_FUNCTION: auth.functionName,
        FILES_FUNCTION: files.functionName,
        SHARES_FUNCTION: shares.functionName,
        ATTESTOR: attestor.functionName,
        WATCHED_QUEUES: queues.watched(),
        WRAPPING_KEYS: keys.wrappingKeys.join(','),
      },
    });
    tables.grant('accounts', this, 'get');
    tables.grant('activity', this, 'update');
    tables.grant('metrics', this, 'get');
    tables.grant('jobs', this, 'get', 'put');
    queues.grantWatching(this);
    queues.grantSend('rewraps', this);
    for (const fn of [auth, files, shares, attestor]) fn.grantAsk(this);
    grantHttp(this, parts);
  }
}
