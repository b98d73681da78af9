/** The only setting of a cache policy that has an effect here is compression: nothing is cached. */
export interface CachePolicy {
  readonly compresses: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const CACHE_POLICIES: Readonly<Record<string, CachePolicy>> = {
  /** CachingOptimized */
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { compresses: true },
  /** CachingOptimizedForUncompressedObjects */
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': { compresses: false },
  /** CachingDisabled */
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { compresses: false },
  /** UseOriginCacheControlHeaders */
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': { compresses: true },
  /** UseOriginCacheControlHeaders-QueryStrings */
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': { compresses: true },
};

/**
 * The only origin request policy that works with an HTTP API: everything from the viewer except `Host`. API Gateway refuses
 * a forwarded `Host`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
