import { Aws } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type HttpService, httpServices, routes } from '#contract';

const methods = {
  GET: HttpMethod.GET,
  POST: HttpMethod.POST,
  PATCH: HttpMethod.PATCH,
  DELETE: HttpMethod.DELETE,
} as const;

/** The HTTP API: one route for each of the contract's, to the function that the contract names. */
export class Api extends Construct {
  /** `ID.execute-api.REGION.amazonaws.com` */
  readonly host: string;

  constructor(scope: Construct, id: string, functions: Readonly<Record<HttpService, IFunction>>) {
    super(scope, id);
    const api = new HttpApi(this, 'Http', { description: 'Encrypt5' });
    const integrations = Object.fromEntries(
      httpServices.map((service) => [
        service,
        // One permission for each function: one for each route would come near the 20 KB that a function's policy may have.
        new HttpLambdaIntegration(`${service}Integration`, functions[service], {
          scopePermissionToRoute: false,
        }),
      ]),
    ) as Record<HttpService, HttpLambdaIntegration>;
    for (const [name, route] of Object.entries(routes)) {
      new HttpRoute(this, name, {
        httpApi: api,
        routeKey: HttpRouteKey.with(`/api${route.path}`, methods[route.method]),
        integration: integrations[route.service],
      });
    }
    // What no route names is still answered in the API's own words. The ARN of this route has a part less than those of the
    // others, so their permission does not hold for it.
    new HttpRoute(this, 'other', {
      httpApi: api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('otherIntegration', functions.ops),
    });
    const stage = api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new TypeError('the HTTP API has no default stage');
    stage.defaultRouteSettings = { throttlingBurstLimit: 500, throttlingRateLimit: 250 };
    this.host = `${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }
}
