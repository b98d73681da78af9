import type { Denial, Grant, Iam, Reach } from './iam/index.ts';

/** What the roles of the functions were good for. */
export interface Rights {
  /** By every action of every statement. */
  readonly grants: readonly (Grant & OfFunction)[];
  /** By every resource of every statement. */
  readonly reaches: readonly (Reach & OfFunction)[];
  /** Calls of functions that no statement allowed. */
  readonly denials: readonly (Denial & OfFunction)[];
}

interface OfFunction {
  /** The last part of its path in the app, for example `encryptor`. */
  readonly functionName: string;
}

/**
 * The record of which right allowed which calls.
 *
 * @param principals - the functions: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`
 */
export function rightsOf(
  iam: Iam,
  principals: readonly string[],
  labelOf: (physicalName: string) => string,
): Rights {
  const functions = principals.map((principal) => {
    const [role = '', name = ''] = principal.split('/').slice(1);
    return { principal, policies: `role/${role} `, functionName: labelOf(name) };
  });
  const ofFunctions = <T>(
    entries: readonly T[],
    belongs: (entry: T, one: (typeof functions)[number]) => boolean,
  ) =>
    functions.flatMap((one) =>
      entries
        .filter((entry) => belongs(entry, one))
        .map((entry) => ({ ...entry, functionName: one.functionName })),
    );
  /** An ARN with the names that people use. */
  const readable = (arn: string): string => arn.replace(/[^:/]+/g, labelOf);
  return {
    grants: ofFunctions(iam.grants(), ({ policy }, { policies }) => policy.startsWith(policies)).map(
      (grant) => ({ ...grant, resources: grant.resources.map(readable) }),
    ),
    reaches: ofFunctions(iam.reaches(), ({ policy }, { policies }) => policy.startsWith(policies)).map(
      (reach) => ({ ...reach, resource: readable(reach.resource) }),
    ),
    denials: ofFunctions(iam.denials(), (denial, { principal }) => denial.principal === principal).map(
      (denial) => ({ ...denial, resource: readable(denial.resource) }),
    ),
  };
}
