import { createHash } from 'node:crypto';
import { parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import {
  type ApiProperties,
  apiProperties,
  type IntegrationProperties,
  integrationProperties,
  type RouteProperties,
  type RouteSettings,
  routeProperties,
  type StageProperties,
  stageProperties,
} from './model/api-properties.ts';
import type { Throttle } from './model/token-bucket.ts';
import {
  createHttpApi,
  type HttpApi,
  type HttpApiOptions,
  type Integration,
} from './operations/answer-request.ts';
import type { Cors } from './operations/api-cors.ts';

/** The HTTP APIs of the stack. */
export interface HttpApis {
  readonly providers: readonly ResourceProvider[];
  /**
   * Opens the APIs after the whole stack is deployed. @returns by API id. @throws Error for a route without an integration
   */
  open(): ReadonlyMap<string, OpenApi>;
}

export interface OpenApi {
  readonly handle: HttpApi;
  /** Whether the API's own address is closed to the public (`DisableExecuteApiEndpoint`). */
  readonly isBehindDomain: boolean;
}

/** `AWS::ApiGatewayV2::Api`, `Integration`, `Route` and `Stage`. */
export function createHttpApis(options: {
  /** The port of the page and of the API's own address. */
  readonly pagePort: number;
  readonly access: HttpApiOptions['access'];
  readonly invoke: HttpApiOptions['invoke'];
  readonly onWarning: HttpApiOptions['onWarning'];
  readonly now: () => number;
}): HttpApis {
  const apis = new Map<string, ApiProperties>();
  const integrations = new Map<string, IntegrationProperties>();
  const routes: RouteProperties[] = [];
  const stages = new Map<string, StageProperties>();

  const api: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Api',
    identify({ physicalName }) {
      const apiId = shortId(physicalName);
      const host = `${apiId}.execute-api.localhost:${options.pagePort}`;
      return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: `http://${host}` } };
    },
    async provision(resource) {
      apis.set(shortId(resource.physicalName), parseProperties(apiProperties, api.type, resource));
    },
  };
  const integration: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Integration',
    identify: ({ physicalName }) => ({
      ref: shortId(physicalName),
      attributes: { IntegrationId: shortId(physicalName) },
    }),
    async provision(resource) {
      integrations.set(
        shortId(resource.physicalName),
        parseProperties(integrationProperties, integration.type, resource),
      );
    },
  };
  const route: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Route',
    identify: ({ physicalName }) => ({
      ref: shortId(physicalName),
      attributes: { RouteId: shortId(physicalName) },
    }),
    async provision(resource) {
      routes.push(parseProperties(routeProperties, route.type, resource));
    },
  };
  const stage: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Stage',
    identify: (resource) => ({
      ref: parseProperties(stageProperties, stage.type, resource).StageName,
      attributes: {},
    }),
    async provision(resource) {
      const properties = parseProperties(stageProperties, stage.type, resource);
      if (stages.has(properties.ApiId))
        throw new Error(`${resource.logicalId}: the local cloud supports one stage per HTTP API`);
      stages.set(properties.ApiId, properties);
    },
  };

  function routesOf(apiId: string): ReadonlyMap<string, Integration> {
    return new Map(
      routes
        .filter((one) => one.ApiId === apiId)
        .map(({ RouteKey, Target }) => {
          const target = integrations.get(Target);
          if (!target) throw new Error(`the route ${RouteKey} has no integration in the template`);
          return [
            RouteKey,
            { functionArn: target.IntegrationUri, timeoutMilliseconds: target.TimeoutInMillis },
          ];
        }),
    );
  }

  return {
    providers: [api, integration, route, stage],
    open: () =>
      new Map(
        [...stages].map(([apiId, properties]) => [
          apiId,
          {
            isBehindDomain: apis.get(apiId)?.DisableExecuteApiEndpoint ?? false,
            handle: createHttpApi({
              apiId,
              stage: properties.StageName,
              stageVariables: properties.StageVariables,
              cors: corsOf(apis.get(apiId)),
              routes: routesOf(apiId),
              defaultThrottle: properties.DefaultRouteSettings && throttleOf(properties.DefaultRouteSettings),
              throttles: new Map(
                Object.entries(properties.RouteSettings).map(([key, settings]) => [
                  key,
                  throttleOf(settings),
                ]),
              ),
              access: options.access,
              invoke: options.invoke,
              onWarning: options.onWarning,
              now: options.now,
            }),
          },
        ]),
      ),
  };
}

function throttleOf({ ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate }: RouteSettings): Throttle {
  return { burst, rate };
}

function corsOf(properties: ApiProperties | undefined): Cors | undefined {
  const cors = properties?.CorsConfiguration;
  return (
    cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      allowCredentials: cors.AllowCredentials,
      maxAge: cors.MaxAge,
    }
  );
}

/** Ten characters, like API Gateway's ids. Derived, so it is the same at every start. */
function shortId(physicalName: string): string {
  const number = BigInt(`0x${createHash('sha256').update(physicalName).digest('hex').slice(0, 16)}`);
  return number.toString(36).padStart(10, '0').slice(0, 10);
}
