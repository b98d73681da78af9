import { type HeaderList, headerValue, withHeader, withoutHeader } from '../../page-port/http-message.ts';
import type { ResponseHeadersConfig } from '../model/edge-properties.ts';

/** What a response headers policy does to the headers of an answer. */
export type ChangeHeaders = (headers: HeaderList) => HeaderList;

/**
 * A response headers policy as a function. A header of the origin stays if the policy does not override it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function responseHeadersPolicy(config: ResponseHeadersConfig): ChangeHeaders {
  const removed = (config.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase());
  const added = [...securityHeaders(config), ...customHeaders(config)];
  return (sent) => {
    const kept = removed.reduce<HeaderList>(withoutHeader, sent);
    return added.reduce<HeaderList>((headers, { name, value, override }) => {
      return !override && headerValue(headers, name) !== undefined
        ? headers
        : withHeader(headers, name, value);
    }, kept);
  };
}

interface Addition {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

function customHeaders({ CustomHeadersConfig }: ResponseHeadersConfig): Addition[] {
  return (CustomHeadersConfig?.Items ?? []).map(({ Header, Value, Override }) => ({
    name: Header.toLowerCase(),
    value: Value,
    override: Override,
  }));
}

function securityHeaders({ SecurityHeadersConfig: security = {} }: ResponseHeadersConfig): Addition[] {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } =
    security;
  return [
    addition('content-security-policy', ContentSecurityPolicy, (policy) => policy.ContentSecurityPolicy),
    addition('x-content-type-options', ContentTypeOptions, () => 'nosniff'),
    addition('x-frame-options', FrameOptions, (options) => options.FrameOption),
    addition('referrer-policy', ReferrerPolicy, (policy) => policy.ReferrerPolicy),
    addition('strict-transport-security', StrictTransportSecurity, (transport) =>
      [
        `max-age=${transport.AccessControlMaxAgeSec}`,
        ...(transport.IncludeSubdomains ? ['includeSubDomains'] : []),
        ...(transport.Preload ? ['preload'] : []),
      ].join('; '),
    ),
  ].flat();
}

function addition<T extends { readonly Override: boolean }>(
  name: string,
  config: T | undefined,
  read: (config: T) => string,
): Addition[] {
  return config ? [{ name, value: read(config), override: config.Override }] : [];
}
