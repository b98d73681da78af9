import { describe, expect, it } from 'vitest';
import { httpServices, openApiDocument } from '#contract';
import { resourcesOf } from './resources-of.ts';
import { templateOf } from './template-of.ts';

const template = templateOf();

describe('the HTTP API', () => {
  it('has the routes of the OpenAPI document, and a default route', () => {
    const documented = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} /api${path}`),
    );
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { RouteKey }]) => RouteKey);
    expect(routes.toSorted()).toEqual([...documented, '$default'].toSorted());
  });

  it('has one permission for each function, and one more for the default route', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .filter(([, { Principal }]) => Principal === 'apigateway.amazonaws.com')
      .map(([, { FunctionName }]) => JSON.stringify(FunctionName));
    expect(permissions).toHaveLength(httpServices.length + 1);
    expect(new Set(permissions).size).toBe(httpServices.length);
  });
});
