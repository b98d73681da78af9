import { TemplateError } from './template-document.ts';

/** One `{{resolve:secretsmanager:…}}`: which secret, and which field of it, if it is JSON. */
export interface SecretReference {
  /** Name or ARN. */
  readonly secretId: string;
  readonly jsonKey?: string;
}

export type ReadSecret = (reference: SecretReference) => Promise<string>;

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/**
 * Replaces the dynamic references in a value. They come last, because they need the services.
 *
 * @throws TemplateError for a reference to anything but Secrets Manager
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export async function resolveDynamicReferences(value: unknown, readSecret: ReadSecret): Promise<unknown> {
  if (typeof value === 'string') return resolveText(value, readSecret);
  if (Array.isArray(value))
    return Promise.all(value.map((item) => resolveDynamicReferences(item, readSecret)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await resolveDynamicReferences(item, readSecret)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function resolveText(text: string, readSecret: ReadSecret): Promise<string> {
  let resolved = '';
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, service, argument = ''] = match;
    if (service !== 'secretsmanager')
      throw new TemplateError(`dynamic reference to ${service}: only secretsmanager is supported here`);
    resolved += text.slice(end, match.index) + (await readSecret(parseSecretReference(argument)));
    end = match.index + whole.length;
  }
  return resolved + text.slice(end);
}

/** `secret-id:SecretString:json-key:version-stage:version-id`; an ARN has seven colon-separated parts. */
function parseSecretReference(argument: string): SecretReference {
  const parts = argument.split(':');
  const idLength = parts[0] === 'arn' ? 7 : 1;
  const secretId = parts.slice(0, idLength).join(':');
  const [kind = 'SecretString', jsonKey = '', stage = '', version = ''] = parts.slice(idLength);
  if (kind !== 'SecretString')
    throw new TemplateError(`dynamic reference to ${secretId}: expected SecretString, not ${kind}`);
  if ((stage !== '' && stage !== 'AWSCURRENT') || version !== '') {
    throw new TemplateError(`dynamic reference to ${secretId}: only the current version is supported`);
  }
  return jsonKey === '' ? { secretId } : { secretId, jsonKey };
}
