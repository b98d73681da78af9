import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import type { Bundles } from './build.ts';
import { Attestor } from './functions/attestor.ts';
import { Auth } from './functions/auth.ts';
import { Deleter } from './functions/deleter.ts';
import { Encryptor } from './functions/encryptor.ts';
import { Files } from './functions/files.ts';
import { Janitor } from './functions/janitor.ts';
import { Notifier } from './functions/notifier.ts';
import { Ops } from './functions/ops.ts';
import { Rewrapper } from './functions/rewrapper.ts';
import { Shares } from './functions/shares.ts';
import { TombstoneReplayer } from './functions/tombstone-replayer.ts';
import { Keys } from './keys.ts';
import { Mailer } from './mailer.ts';
import { Queues } from './queues.ts';
import type { Settings } from './settings.ts';
import { Site } from './site.ts';
import { Storage } from './storage.ts';
import { Tables } from './tables.ts';

export interface VaultStackProps extends StackProps {
  readonly settings: Settings;
  readonly bundles: Bundles;
}

/** The whole vault: what AWS runs, and what the embedded cloud runs from the same template. */
export class VaultStack extends Stack {
  constructor(scope: Construct, id: string, props: VaultStackProps) {
    super(scope, id, props);
    const { settings, bundles } = props;
    const keys = new Keys(this, 'Keys', settings);
    const tables = new Tables(this, 'Tables', settings);
    const queues = new Queues(this, 'Queues');
    const storage = new Storage(this, 'Storage', { arrivals: queues.work, siteUrl: settings.siteUrl });
    const mailer = new Mailer(this, 'Mailer', settings.sender);
    const originSecret = settings.site
      ? new Secret(this, 'OriginSecret', {
          description: 'Encrypt5: what CloudFront sends along, so that nobody goes past it',
          generateSecretString: { excludePunctuation: true, passwordLength: 48 },
        })
      : undefined;

    const attestor = new Attestor(this, 'Attestor', { bundles, keys, tables });
    const parts = { settings, bundles, keys, tables, storage, queues };
    const http = { ...parts, originSecret };
    const auth = new Auth(this, 'Auth', http);
    const files = new Files(this, 'Files', { ...http, attestor });
    const shares = new Shares(this, 'Shares', http);
    const ops = new Ops(this, 'Ops', { ...http, auth, files, shares, attestor });
    const api = new Api(this, 'Api', { auth, files, shares, ops });
    const site =
      originSecret === undefined
        ? undefined
        : new Site(this, 'Site', {
            apiHost: api.host,
            originSecret,
            staging: storage.staging,
            pages: bundles.siteFolder,
          });
    const siteUrl = settings.siteUrl ?? site?.url;
    if (siteUrl === undefined) throw new Error('the settings promised a site or its address');
    new Encryptor(this, 'Encryptor', parts);
    new Rewrapper(this, 'Rewrapper', parts);
    new Deleter(this, 'Deleter', parts);
    new Notifier(this, 'Notifier', { ...parts, attestor, mailer, siteUrl });
    new Janitor(this, 'Janitor', parts);
    const replayer = new TombstoneReplayer(this, 'TombstoneReplayer', parts);

    new CfnOutput(this, 'Url', {
      value: site?.url ?? `https://${api.host}/api`,
      description: 'Where the vault is',
    });
    new CfnOutput(this, 'TombstoneReplayerName', {
      value: replayer.functionName,
      description: 'The function to invoke after a table was restored',
    });
    this.warnOfWhatIsMissing(settings);
  }

  private warnOfWhatIsMissing(settings: Settings): void {
    if (settings.sender.endsWith('@example.com')) {
      Annotations.of(this).addWarningV2(
        'encrypt5:sender',
        'No mail will arrive: set "sender" in cdk.json, or with -c sender=ADDRESS',
      );
    }
    if (settings.registration === 'invite' && settings.administrators.length === 0) {
      Annotations.of(this).addWarningV2(
        'encrypt5:registration',
        'Nobody can register: name "administrators", or set "registration", in cdk.json',
      );
    }
  }
}
