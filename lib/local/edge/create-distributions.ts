import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import { ACCOUNT, type ResourceProvider } from '../kit/resource.ts';
import type { Access } from '../kit/service.ts';
import type { HttpAnswer, HttpRequest } from '../page-port/http-message.ts';
import {
  type BehaviorConfig,
  type DistributionConfig,
  distributionProperties,
  functionProperties,
  originAccessControlProperties,
  responseHeadersProperties,
} from './model/edge-properties.ts';
import { CACHE_POLICIES } from './model/managed-policies.ts';
import { pathPattern } from './model/path-pattern.ts';
import { createDistribution } from './operations/answer-viewer.ts';
import { createEdgeFunction, type EdgeFunction } from './operations/edge-function.ts';
import { openOrigin } from './operations/open-origin.ts';
import type { Origin } from './operations/origins.ts';
import { type ChangeHeaders, responseHeadersPolicy } from './operations/response-headers.ts';

/** Answers a viewer. Never rejects. */
type Distribution = (request: HttpRequest) => Promise<HttpAnswer>;

export interface Distributions {
  readonly providers: readonly ResourceProvider[];
  /**
   * Opens what the template declares, after the whole stack is deployed.
   *
   * @param findApi - an HTTP API by its id
   * @returns undefined if the template has no distribution
   * @throws Error for a setting that is not supported
   */
  open(findApi: (apiId: string) => Origin | undefined): Distribution | undefined;
}

export interface DistributionsOptions {
  readonly pagePort: number;
  /** Reads the buckets, after IAM has allowed it to the distribution. */
  readonly s3: S3Client;
  readonly access: (distributionArn: string) => Access;
  readonly onLine: (functionName: string, line: string) => void;
  readonly onWarning: (text: string) => void;
}

interface Declared {
  readonly id: string;
  readonly config: DistributionConfig;
}

/** `AWS::CloudFront::Distribution`, `Function`, `ResponseHeadersPolicy` and `OriginAccessControl`. */
export function createDistributions(options: DistributionsOptions): Distributions {
  const headerPolicies = new Map<string, ChangeHeaders>();
  const codes = new Map<string, string>();
  const domainName = `localhost:${options.pagePort}`;
  let declared: Declared | undefined;

  const distribution: ResourceProvider = {
    type: 'AWS::CloudFront::Distribution',
    identify: ({ physicalName }) => ({
      ref: edgeId(physicalName),
      attributes: { Id: edgeId(physicalName), DomainName: domainName },
    }),
    async provision(resource) {
      if (declared) throw new Error(`${resource.logicalId}: the page's port serves one distribution`);
      const { DistributionConfig: config } = parseProperties(
        distributionProperties,
        distribution.type,
        resource,
      );
      declared = { id: edgeId(resource.physicalName), config };
    },
  };
  const headersPolicy: ResourceProvider = {
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    identify: ({ physicalName }) => ({ ref: edgeId(physicalName), attributes: { Id: edgeId(physicalName) } }),
    async provision(resource) {
      const { ResponseHeadersPolicyConfig } = parseProperties(
        responseHeadersProperties,
        headersPolicy.type,
        resource,
      );
      headerPolicies.set(edgeId(resource.physicalName), responseHeadersPolicy(ResponseHeadersPolicyConfig));
    },
  };
  const edgeFunction: ResourceProvider = {
    type: 'AWS::CloudFront::Function',
    identify({ properties }) {
      const { Name } = z.object({ Name: z.string() }).parse(properties);
      const arn = functionArn(Name);
      return {
        ref: arn,
        attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: 'LIVE' },
      };
    },
    async provision(resource) {
      const { Name, FunctionCode } = parseProperties(functionProperties, edgeFunction.type, resource);
      codes.set(functionArn(Name), FunctionCode);
    },
  };
  const originAccessControl: ResourceProvider = {
    type: 'AWS::CloudFront::OriginAccessControl',
    identify: ({ physicalName }) => ({ ref: edgeId(physicalName), attributes: { Id: edgeId(physicalName) } }),
    async provision(resource) {
      parseProperties(originAccessControlProperties, originAccessControl.type, resource);
    },
  };

  function assemble({ id, config }: Declared, findApi: (apiId: string) => Origin | undefined): Distribution {
    const functionFor = (behavior: BehaviorConfig, eventType: string): EdgeFunction | undefined => {
      const arn = behavior.FunctionAssociations.find((one) => one.EventType === eventType)?.FunctionARN;
      if (arn === undefined) return undefined;
      const code = codes.get(arn);
      if (code === undefined) throw new Error(`the template has no CloudFront function ${arn}`);
      const name = arn.slice(arn.lastIndexOf('/') + 1);
      return createEdgeFunction({
        name,
        code,
        distribution: { id, domainName },
        onLine: (line) => options.onLine(name, line),
      });
    };
    const originFor = (behavior: BehaviorConfig): Origin => {
      const origin = config.Origins.find((one) => one.Id === behavior.TargetOriginId);
      if (!origin) throw new Error(`the distribution has no origin ${behavior.TargetOriginId}`);
      return openOrigin({
        origin,
        behavior,
        distributionId: id,
        findApi,
        s3: options.s3,
        access: options.access,
      });
    };
    const toBehavior = (behavior: BehaviorConfig, pattern: RegExp) => ({
      matches: (path: string) => pattern.test(path),
      allowedMethods: new Set(behavior.AllowedMethods),
      origin: originFor(behavior),
      viewerRequest: functionFor(behavior, 'viewer-request'),
      viewerResponse: functionFor(behavior, 'viewer-response'),
      changeHeaders: headersFor(behavior, headerPolicies),
      compresses: behavior.Compress && cachePolicy(behavior.CachePolicyId).compresses,
    });
    return createDistribution({
      behaviors: [
        ...config.CacheBehaviors.map((behavior) => toBehavior(behavior, pathPattern(behavior.PathPattern))),
        toBehavior(config.DefaultCacheBehavior, /^/),
      ],
      defaultRootObject: config.DefaultRootObject,
      errorPages: new Map(
        config.CustomErrorResponses.flatMap(({ ErrorCode, ResponsePagePath, ResponseCode }) =>
          ResponsePagePath === undefined
            ? []
            : [[ErrorCode, { path: ResponsePagePath, status: ResponseCode ?? ErrorCode }] as const],
        ),
      ),
      onWarning: options.onWarning,
    });
  }

  return {
    providers: [distribution, headersPolicy, edgeFunction, originAccessControl],
    open: (findApi) => declared && assemble(declared, findApi),
  };
}

function headersFor(behavior: BehaviorConfig, policies: ReadonlyMap<string, ChangeHeaders>): ChangeHeaders {
  const id = behavior.ResponseHeadersPolicyId;
  if (id === undefined) return (headers) => headers;
  const policy = policies.get(id);
  if (!policy) throw new Error(`the template has no response headers policy ${id}`);
  return policy;
}

function cachePolicy(id: string): { readonly compresses: boolean } {
  const policy = Object.hasOwn(CACHE_POLICIES, id) ? CACHE_POLICIES[id] : undefined;
  if (!policy) throw new Error(`the local cloud does not support the cache policy ${id}`);
  return policy;
}

function functionArn(name: string): string {
  return `arn:aws:cloudfront::${ACCOUNT}:function/${name}`;
}

/** `E` and 13 more characters, like CloudFront's ids. Derived, so it is the same at every start. */
function edgeId(physicalName: string): string {
  return `E${createHash('sha256').update(physicalName).digest('hex').slice(0, 13).toUpperCase()}`;
}
