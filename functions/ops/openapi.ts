import { type OpenApiDocument, openApiDocument } from '#contract';
import type { RouteHandlers } from '#http';

/** The document of the API, written when somebody first asks for it: an instance that nobody asks does not pay for it. */
export function openApiRoute(): RouteHandlers<'ops'>['openApi'] {
  let document: OpenApiDocument | undefined;
  return async () => {
    document ??= openApiDocument();
    return { body: document };
  };
}
