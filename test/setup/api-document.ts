import { registerSchema, setShouldValidateFormat, validate } from '@hyperjump/json-schema/openapi-3-1';
import * as z from 'zod';
import { openApiDocument, type RouteName, routes } from '#contract';

const URI = 'https://encrypt5.example/api/openapi.json';
/** Headers that a function sets and that clients read. */
const CHECKED_HEADERS = [
  'cache-control',
  'etag',
  'location',
  'retry-after',
  'set-cookie',
  'www-authenticate',
];

const headerSchema = z.object({ required: z.boolean().default(false) });
const responseSchema = z.object({
  headers: z.record(z.string(), z.object({ $ref: z.string() })).default({}),
  content: z.record(z.string(), z.unknown()).default({}),
});
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
  ),
  components: z.object({
    responses: z.record(z.string(), z.unknown()),
    headers: z.record(z.string(), headerSchema),
  }),
});
const referenceSchema = z.object({ $ref: z.string().startsWith('#/components/responses/') });

setShouldValidateFormat(true);
const plainDocument = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(openApiDocument())));
const document = documentSchema.parse(plainDocument);
registerSchema(plainDocument, URI, 'https://spec.openapis.org/oas/3.1/dialect/base');

/**
 * Validates an answer against the API's own OpenAPI document: status, headers, content type and content.
 *
 * @throws Error that says where they differ
 */
export async function validateAgainstDocument(
  name: RouteName,
  response: Response,
  text: string,
): Promise<void> {
  const { path, method } = routes[name];
  const { status, headers } = response;
  const differs = (what: string) =>
    new Error(`${name} answered ${status}, and ${what}: ${text.slice(0, 300)}`);
  const place = `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  const listed = document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (listed === undefined) throw differs('the document does not list this status');
  const reference = referenceSchema.safeParse(listed);
  const [at, found] = reference.success
    ? [reference.data.$ref.slice(1), document.components.responses[reference.data.$ref.split('/')[3] ?? '']]
    : [place, listed];
  const described = responseSchema.parse(found);

  const documented = new Set(Object.keys(described.headers).map((header) => header.toLowerCase()));
  const undocumented = CHECKED_HEADERS.find((header) => headers.has(header) && !documented.has(header));
  if (undocumented !== undefined) throw differs(`the document does not list the header ${undocumented}`);
  for (const [header, { $ref }] of Object.entries(described.headers)) {
    const value = headers.get(header);
    if (value === null) {
      if (document.components.headers[$ref.split('/')[3] ?? '']?.required)
        throw differs(`${header} is missing`);
    } else if (!(await isValid(`${$ref.slice(1)}/schema`, value))) throw differs(`${header} is "${value}"`);
  }

  const types = Object.keys(described.content);
  const type = headers.get('content-type');
  if (type === null || text === '') {
    if (text !== '' || types.length > 0)
      throw differs(`the document promises content of type ${types.join(', ')}`);
    return;
  }
  if (!types.includes(type)) throw differs(`the document does not list the type ${type}`);
  const content: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
  if (!(await isValid(`${at}/content/${escaped(type)}/schema`, content)))
    throw differs('its content does not match the schema');
}

async function isValid(place: string, value: unknown): Promise<boolean> {
  const validator = validators.get(place) ?? validate(`${URI}#${encodeURI(place)}`);
  validators.set(place, validator);
  return (await validator)(z.json().parse(value)).valid;
}
const validators = new Map<string, ReturnType<typeof validate>>();

/** A step of a JSON pointer (RFC 6901, section 3). */
function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
