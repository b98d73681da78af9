import { z } from 'zod';

export const apiProperties = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .strictObject({
      AllowOrigins: z.array(z.string()).default([]),
      AllowMethods: z.array(z.string()).default([]),
      AllowHeaders: z.array(z.string()).default([]),
      ExposeHeaders: z.array(z.string()).default([]),
      AllowCredentials: z.boolean().default(false),
      MaxAge: z.number().optional(),
    })
    .optional(),
  DisableExecuteApiEndpoint: z.boolean().default(false),
  Description: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', 'the local cloud integrates functions only'),
  IntegrationUri: z.string().transform((uri) => /arn:aws:lambda:[^/]+/.exec(uri)?.[0] ?? uri),
  IntegrationMethod: z.unknown().optional(),
  PayloadFormatVersion: z.literal('2.0', 'the local cloud knows payload format 2.0 only'),
  TimeoutInMillis: z.number().int().min(50).max(30_000).default(30_000),
  Description: z.unknown().optional(),
});

export const routeProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z
    .string()
    .startsWith('integrations/')
    .transform((target) => target.slice('integrations/'.length)),
  AuthorizationType: z.literal('NONE').optional(),
  OperationName: z.unknown().optional(),
});

const bothLimits =
  'the local cloud throttles by burst and rate together; AWS does not say what one of them alone means';
const routeSettings = z.strictObject({
  ThrottlingBurstLimit: z.int(bothLimits),
  ThrottlingRateLimit: z.number(bothLimits),
  DetailedMetricsEnabled: z.unknown().optional(),
});

export const stageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.string(),
  AutoDeploy: z.literal(true, 'the local cloud knows stages with AutoDeploy only'),
  DefaultRouteSettings: routeSettings.optional(),
  RouteSettings: z.record(z.string(), routeSettings).default({}),
  StageVariables: z.record(z.string(), z.string()).default({}),
  // Requests show in the terminal.
  AccessLogSettings: z.unknown().optional(),
  Description: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export type ApiProperties = z.output<typeof apiProperties>;
export type IntegrationProperties = z.output<typeof integrationProperties>;
export type RouteProperties = z.output<typeof routeProperties>;
export type StageProperties = z.output<typeof stageProperties>;
export type RouteSettings = z.output<typeof routeSettings>;
