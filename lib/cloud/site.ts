import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { rewriteToIndexHtml, setClientHeaders } from './edge-functions.ts';

export interface SiteProps {
  /** The host of the HTTP API: `ID.execute-api.REGION.amazonaws.com`. */
  readonly apiHost: string;
  /** CloudFront sends its value to the API. It proves to the functions that a request came through CloudFront. */
  readonly originSecret: ISecret;
  /** The folder with the built page. */
  readonly pages: string;
  /** The bucket that the page uploads to. */
  readonly staging: IBucket;
}

/**
 * The CloudFront distribution. It serves the page, and the API below `/api/`. Both have the same origin, so the API needs no CORS
 * and can use same-site cookies.
 */
export class Site extends Construct {
  /** `https://….cloudfront.net` */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SiteProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Pages', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // CloudFormation cannot delete a bucket that is not empty. Every deployment uploads the page again.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const headers = this.responseHeaders(props.staging);
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Encrypt5',
      defaultRootObject: 'index.html',
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: this.edgeFunction('ShowThePage', rewriteToIndexHtml),
          },
        ],
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new HttpOrigin(props.apiHost, {
            customHeaders: { 'x-encrypt5-origin': props.originSecret.secretValue.unsafeUnwrap() },
          }),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: headers,
          functionAssociations: [
            {
              eventType: FunctionEventType.VIEWER_REQUEST,
              function: this.edgeFunction('SayWhoCalls', setClientHeaders),
            },
          ],
        },
      },
    });
    const common = { destinationBucket: bucket, prune: false, memoryLimit: 256 };
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [Source.asset(`${props.pages}/assets`)],
      destinationKeyPrefix: 'assets',
      cacheControl: [
        CacheControl.setPublic(),
        CacheControl.maxAge(Duration.days(365)),
        CacheControl.immutable(),
      ],
    });
    const index = new BucketDeployment(this, 'Index', {
      ...common,
      sources: [Source.asset(props.pages, { exclude: ['assets'] })],
      cacheControl: [CacheControl.noCache()],
      distribution,
      distributionPaths: ['/*'],
    });
    // Deploy the assets before the page that refers to them.
    index.node.addDependency(assets);
    this.url = `https://${distribution.distributionDomainName}`;
  }

  private edgeFunction(id: string, code: string): EdgeFunction {
    return new EdgeFunction(this, id, {
      code: FunctionCode.fromInline(code),
      runtime: FunctionRuntime.JS_2_0,
    });
  }

  private responseHeaders(staging: IBucket): ResponseHeadersPolicy {
    const contentSecurityPolicy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      // Without a scheme, the scheme of the page applies: https in AWS, http in the local cloud.
      `connect-src 'self' ${staging.bucketRegionalDomainName}`,
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Encrypt5',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: false,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          { header: 'cross-origin-resource-policy', value: 'same-origin', override: true },
          {
            header: 'permissions-policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
            override: true,
          },
        ],
      },
    });
  }
}
