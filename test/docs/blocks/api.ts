import * as z from 'zod';
import {
  codes,
  fileErrors,
  fileTypes,
  LONGEST_SHARE_DAYS,
  MOST_PARTS,
  MOST_RECIPIENTS,
  type Route,
  routes,
  SINGLE_UPLOAD_LIMIT,
} from '#contract';
import { DOWNLOAD_URL_SECONDS, UPLOAD_URL_SECONDS } from '../../../functions/files/presign.ts';
import { layoutOf } from '../../../functions/files/upload-layout.ts';
import { type Limited, limits, type Rate } from '../../../functions/platform/limits/rates.ts';
import { ACCESS_TOKEN_SECONDS } from '../../../functions/platform/tokens/access-token.ts';
import { settingsOf } from '../../cloud-template/template-of.ts';
import { bytes, code, count, duration, plural, table } from '../markdown.ts';
import { resourcesOfType } from '../template.ts';

const access: Readonly<Record<string, string>> = {
  public: 'none',
  caller: 'access token or any API key',
  session: 'access token',
  administrator: 'access token of an administrator',
};

/** Every route with its purpose and the authentication that it needs. */
export function routesTable(): string {
  const all: readonly Route[] = Object.values(routes);
  const rows = all.map((route) => [
    code(`${route.method} ${route.path}`),
    route.summary,
    access[route.access] ?? `access token, or API key with ${code(route.access)}`,
    String(route.status),
    [
      ...(route.idempotent ? [code('Idempotency-Key')] : []),
      ...(route.conditional ? [code('ETag')] : []),
    ].join(', '),
  ]);
  return table(['route', 'purpose', 'authentication', 'status', 'headers'], rows);
}

export function errorsTable(): string {
  const rows = Object.entries(codes)
    .toSorted(([, one], [, other]) => one.status - other.status)
    .map(([name, { status, title }]) => [String(status), code(name), title]);
  return table(['status', 'code', 'title'], rows);
}

export function fileErrorsTable(): string {
  return table(
    ['code', 'title'],
    Object.entries(fileErrors).map(([name, { title }]) => [code(name), title]),
  );
}

const stageSchema = z.object({
  DefaultRouteSettings: z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
});
const pageSchema = z.object({ limit: z.number() });

/** Limits of sizes, times and numbers. */
export function limitsTable(): string {
  const settings = settingsOf({ sender: 'vault@example.org' });
  const { limit } = pageSchema.parse(routes.listFiles.query.parse({}));
  const most = [...Array(1000).keys()].findLast(
    (number) => routes.listFiles.query.safeParse({ limit: String(number) }).success,
  );
  const signed = [...Array(1000).keys()].findLast(
    (length) =>
      routes.signParts.body.safeParse({ partNumbers: Array.from({ length }, (_, index) => index + 1) })
        .success,
  );
  const [, properties] = resourcesOfType('AWS::ApiGatewayV2::Stage')[0] ?? [];
  const { DefaultRouteSettings: stage } = stageSchema.parse(properties);
  return table(
    ['what', 'limit'],
    [
      ['size of a file', `${bytes(settings.maxFileSize)} by default (setting ${code('maxFileSize')})`],
      ['largest upload in one request', bytes(SINGLE_UPLOAD_LIMIT)],
      [
        'size of a part',
        `${bytes(layoutOf(settings.maxFileSize).partSize)}; more if a file would have over ${count(MOST_PARTS)} parts`,
      ],
      ['part numbers in one call of `POST /files/{id}/parts`', count(signed ?? 0)],
      ['life of an upload URL', duration(UPLOAD_URL_SECONDS)],
      [
        'life of a download URL',
        `${duration(DOWNLOAD_URL_SECONDS)}, and not longer than the decrypted copy or the share link`,
      ],
      [
        'life of a decrypted copy',
        `${plural(settings.outboxMinutes, 'minute')} by default (setting ${code('outboxMinutes')})`,
      ],
      ['life of an access token', duration(ACCESS_TOKEN_SECONDS)],
      ['items of a page', `${count(limit)} by default, ${count(most ?? 0)} at most`],
      ['life of a share link', plural(LONGEST_SHARE_DAYS, 'day')],
      ['addresses that a share link is emailed to', count(MOST_RECIPIENTS)],
      [
        'password of an account',
        lengths(
          (password) =>
            routes.register.body.safeParse({ email: 'ada@example.org', name: 'Ada', password }).success,
        ),
      ],
      [
        'password of a share link',
        lengths(
          (password) =>
            routes.createShare.body.safeParse({ expiresAt: '2030-01-01T00:00:00Z', password }).success,
        ),
      ],
      [
        'requests to the whole API',
        `${count(stage.ThrottlingRateLimit)} per second, bursts of ${count(stage.ThrottlingBurstLimit)}`,
      ],
      [
        'files and bytes of an account',
        `${count(settings.quotaFiles)} files and ${bytes(settings.quotaBytes)} by default`,
      ],
    ],
  );
}

/** The lengths that a schema accepts. */
function lengths(accepts: (text: string) => boolean): string {
  const accepted = [...Array(600).keys()].filter((length) => accepts('ä'.repeat(length)));
  return `${count(accepted.at(0) ?? 0)} to ${count(accepted.at(-1) ?? 0)} characters`;
}

const limited: Readonly<Record<Limited, string>> = {
  login: 'sign-in',
  register: 'registration',
  verify: 'confirmation of an address',
  forgot: 'request for a new password',
  reset: 'setting a new password',
  password: 'password of a signed-in user',
  code: 'code for 2FA',
  share: 'password of a share link',
  protect: 'creating a share link with a password',
  notify: 'emails with share links',
  download: 'start of a download through a share link',
};

/** How often something can be tried. */
export function ratesTable(): string {
  const all: Readonly<Record<Limited, { readonly pair?: Rate; readonly subject?: Rate }>> = limits;
  const rows = (Object.keys(limited) as Limited[]).map((name) => [
    limited[name],
    rateOf(all[name].pair),
    rateOf(all[name].subject),
  ]);
  return table(['attempts', 'per network and subject', 'per subject'], rows);
}

function rateOf(rate: Rate | undefined): string {
  if (rate === undefined) return '–';
  return `${count(rate.burst)}, then one every ${duration(rate.interval / 1000).replace(/^1 /, '')}`;
}

/** The file types that a vault can accept. */
export function fileTypesTable(): string {
  const rows = Object.entries(fileTypes).map(([type, { label, extensions }]) => [
    label,
    code(type),
    extensions.map((extension) => code(`.${extension}`)).join(', '),
  ]);
  return table(['type', 'media type', 'extensions'], rows);
}
