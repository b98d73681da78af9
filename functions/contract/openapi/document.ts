import type { OpenApiDocument } from '../openapi-document.ts';
import type { Route } from '../route.ts';
import { routes } from '../routes.ts';
import { answerComponents, answerWriter } from './answers.ts';
import { operationOf, parameters, securitySchemes, tagOf } from './operation.ts';
import { type Json, schemaWriter } from './schemas.ts';

/** Writes the OpenAPI document from the contract. */
export function openApiDocument(): OpenApiDocument {
  const all: [string, Route][] = Object.entries(routes);
  const schemas = schemaWriter();
  const answers = answerWriter(schemas);
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of all) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(name, route, schemas, answers),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Encrypt5',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api' }],
    tags: [...new Set(all.map(([, route]) => tagOf(route)))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.components, GatewayMessage: answerComponents.gatewayMessage },
      responses: answers.components,
      headers: answerComponents.headers,
      parameters,
      examples: answerComponents.examples,
      securitySchemes,
    },
  };
}

const description = `A vault for confidential files.

Times are ISO 8601 in UTC. Sizes are in bytes. Ids are opaque. Unknown fields are refused. Errors are problems (RFC 9457),
and their \`code\` never changes. An unknown path returns \`route_not_found\`. A method that a path does not support
returns \`method_not_allowed\`.`;
