/** A resource of the template with resolved intrinsic functions. */
export interface Resource {
  readonly logicalId: string;
  /** The name to use if the template has none: stable across restarts, lower case, valid for every service. */
  readonly physicalName: string;
  readonly properties: unknown;
}

/** The values that other resources of the template can use. */
export interface Provisioned {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Creates the resources of one CloudFormation type. */
export interface ResourceProvider {
  /** For example `AWS::S3::Bucket`. */
  readonly type: string;
  /**
   * Returns the values of `Ref` and `Fn::GetAtt` before the resource exists. Names and ARNs are derived, never random, so
   * that resources can refer to each other in any order.
   */
  identify(
    resource: Pick<Resource, 'logicalId' | 'physicalName'> & { readonly properties: unknown },
  ): Provisioned;
  /**
   * Creates the resource, or updates the one of an earlier start. Idempotent.
   *
   * @throws UnsupportedProperty naming logical id and property, for a property that is not supported
   */
  provision(resource: Resource): Promise<void>;
}

/** The template has a property that the local cloud does not support. */
export class UnsupportedProperty extends Error {
  constructor(logicalId: string, type: string, property: string, reason?: string) {
    const place = `${logicalId} (${type}): the local cloud does not support the property ${property}`;
    super(reason === undefined ? place : `${place} with this value: ${reason}`);
    this.name = 'UnsupportedProperty';
  }
}

/** The account and the Region of the local cloud. */
export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';
