import { type OpenApiDocument, openApiDocument } from '#contract';
import type { RouteHandlers } from '#http';

/** Returns the OpenAPI document. It is generated on the first request, to keep cold starts short. */
export function openApiRoute(): RouteHandlers<'ops'>['openApi'] {
  let document: OpenApiDocument | undefined;
  return async () => {
    document ??= openApiDocument();
    return { body: document };
  };
}
