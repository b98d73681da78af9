/** A resource of the template, its intrinsic functions resolved. */
export interface Resource {
  readonly logicalId: string;
  /** The name to use where the template gives none: stable across restarts, lower case, valid for every service. */
  readonly physicalName: string;
  readonly properties: unknown;
}

/** What the rest of the template may learn about a resource. */
export interface Provisioned {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Brings one CloudFormation resource type to life in an embedded service. */
export interface ResourceProvider {
  /** For example `AWS::S3::Bucket`. */
  readonly type: string;
  /**
   * What `Ref` and `Fn::GetAtt` will give, known before the resource exists (names and ARNs are derived, never
   * random), so that resources may refer to each other in any order.
   */
  identify(
    resource: Pick<Resource, 'logicalId' | 'physicalName'> & { readonly properties: unknown },
  ): Provisioned;
  /**
   * Creates the resource, or brings the one that an earlier start left to the properties given. Idempotent.
   *
   * @throws UnsupportedProperty naming logical id and property, for a property that the embedded service does not carry out
   */
  provision(resource: Resource): Promise<void>;
}

/** The stack asks for something that the embedded cloud cannot do; never a silent success. */
export class UnsupportedProperty extends Error {
  constructor(logicalId: string, type: string, property: string, reason?: string) {
    const place = `${logicalId} (${type}): the embedded cloud does not support the property ${property}`;
    super(reason === undefined ? place : `${place} as it is: ${reason}`);
    this.name = 'UnsupportedProperty';
  }
}

/** Account and Region that the embedded cloud plays. */
export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';
