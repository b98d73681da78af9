import * as z from 'zod';

/** API Gateway leaves out what is empty; others who run functions send `null` for it. */
const parameters = z
  .record(z.string(), z.string())
  .nullish()
  .transform((given) => given ?? {});

/** What a function reads of an HTTP API event, payload format 2.0 (API Gateway Developer Guide, "Lambda proxy integrations"). */
export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  headers: z.record(z.string(), z.string()),
  queryStringParameters: parameters,
  pathParameters: parameters,
  cookies: z.array(z.string()).default([]),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
  routeKey: z.string(),
  requestContext: z.object({
    requestId: z.string(),
    http: z.object({ method: z.string(), path: z.string(), sourceIp: z.string() }),
  }),
});
export type HttpEvent = z.infer<typeof httpEventSchema>;

/** What a function answers with, in the same format. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}
