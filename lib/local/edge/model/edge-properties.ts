import { z } from 'zod';

const functionAssociation = z.strictObject({
  EventType: z.enum(['viewer-request', 'viewer-response']),
  FunctionARN: z.string(),
});

const behavior = z.strictObject({
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  Compress: z.boolean().default(false),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.array(functionAssociation).default([]),
  // There is no TLS on the loopback interface, and nothing is cached.
  ViewerProtocolPolicy: z.unknown(),
  CachedMethods: z.unknown().optional(),
});

const origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
  OriginCustomHeaders: z
    .array(z.strictObject({ HeaderName: z.string(), HeaderValue: z.string() }))
    .default([]),
  S3OriginConfig: z.unknown().optional(),
  OriginAccessControlId: z.string().optional(),
  // Origins are called in process.
  CustomOriginConfig: z.unknown().optional(),
  ConnectionAttempts: z.unknown().optional(),
  ConnectionTimeout: z.unknown().optional(),
});

export const distributionProperties = z.strictObject({
  DistributionConfig: z.strictObject({
    Enabled: z.literal(true),
    Origins: z.array(origin),
    DefaultCacheBehavior: behavior,
    CacheBehaviors: z.array(behavior.extend({ PathPattern: z.string() })).default([]),
    DefaultRootObject: z.string().default(''),
    CustomErrorResponses: z
      .array(
        z.strictObject({
          ErrorCode: z.number(),
          ResponsePagePath: z.string().optional(),
          ResponseCode: z.number().optional(),
          ErrorCachingMinTTL: z.unknown().optional(),
        }),
      )
      .default([]),
    // Names, certificates, locations, prices and logs have no effect here.
    Aliases: z.unknown().optional(),
    Comment: z.unknown().optional(),
    HttpVersion: z.unknown().optional(),
    IPV6Enabled: z.unknown().optional(),
    Logging: z.unknown().optional(),
    PriceClass: z.unknown().optional(),
    Restrictions: z.unknown().optional(),
    ViewerCertificate: z.unknown().optional(),
    WebACLId: z.unknown().optional(),
  }),
  Tags: z.unknown().optional(),
});

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const MOST_FUNCTION_BYTES = 10 * 1024;

export const functionProperties = z.strictObject({
  Name: z.string(),
  FunctionCode: z
    .string()
    .refine(
      (code) => Buffer.byteLength(code) <= MOST_FUNCTION_BYTES,
      'a CloudFront function has at most 10 KB',
    ),
  FunctionConfig: z.strictObject({ Comment: z.unknown(), Runtime: z.literal('cloudfront-js-2.0') }),
  AutoPublish: z.literal(true).optional(),
});

const override = { Override: z.boolean() };

export const responseHeadersProperties = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.unknown().optional(),
    CustomHeadersConfig: z
      .strictObject({
        Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), ...override })),
      })
      .optional(),
    RemoveHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) })
      .optional(),
    SecurityHeadersConfig: z
      .strictObject({
        ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), ...override }).optional(),
        ContentTypeOptions: z.strictObject(override).optional(),
        FrameOptions: z.strictObject({ FrameOption: z.enum(['DENY', 'SAMEORIGIN']), ...override }).optional(),
        ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), ...override }).optional(),
        StrictTransportSecurity: z
          .strictObject({
            AccessControlMaxAgeSec: z.number(),
            IncludeSubdomains: z.boolean().default(false),
            Preload: z.boolean().default(false),
            ...override,
          })
          .optional(),
      })
      .optional(),
  }),
});

export const originAccessControlProperties = z.strictObject({
  OriginAccessControlConfig: z.strictObject({
    Name: z.string(),
    Description: z.unknown().optional(),
    OriginAccessControlOriginType: z.literal('s3'),
    SigningBehavior: z.literal('always'),
    SigningProtocol: z.literal('sigv4'),
  }),
});

export type DistributionConfig = z.output<typeof distributionProperties>['DistributionConfig'];
export type BehaviorConfig = z.output<typeof behavior>;
export type OriginConfig = z.output<typeof origin>;
export type ResponseHeadersConfig = z.output<typeof responseHeadersProperties>['ResponseHeadersPolicyConfig'];
