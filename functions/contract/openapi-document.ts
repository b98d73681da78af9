import * as z from 'zod';

/** The document that describes the API: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1). */
export const openApiDocumentSchema = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.record(z.string(), z.unknown()),
});
export type OpenApiDocument = z.input<typeof openApiDocumentSchema>;
