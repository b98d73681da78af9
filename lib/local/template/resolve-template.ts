import { ACCOUNT, type Provisioned, REGION, type ResourceProvider } from '../kit/resource.ts';
import { evaluate, NO_VALUE, type Scope, truth } from './evaluate.ts';
import { physicalName } from './physical-name.ts';
import { type ResourceDeclaration, type TemplateDocument, TemplateError } from './template-document.ts';
import { WITHOUT_LOCAL_MEANING } from './without-local-meaning.ts';

/** A template with resolved references. No resource exists yet. */
export interface ResolvedTemplate {
  /** Logical ids of the resources whose condition is true. */
  readonly logicalIds: readonly string[];
  /** @returns the properties without intrinsic functions; dynamic references remain */
  properties(logicalId: string): unknown;
  physicalName(logicalId: string): string;
  identity(logicalId: string): Provisioned;
  outputs(): Readonly<Record<string, unknown>>;
}

export interface ResolveOptions {
  readonly template: TemplateDocument;
  readonly stackName: string;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  /** Values of parameters, instead of their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Resolves the references of a template with the identities from the providers.
 *
 * @throws TemplateError for a resource type that is neither provided nor skipped; from the returned functions, for unknown
 *   or circular references
 */
export function resolveTemplate({
  template,
  stackName,
  providers,
  parameters = {},
}: ResolveOptions): ResolvedTemplate {
  const conditions = new Map<string, boolean>();
  const identities = new Map<string, Provisioned>();
  const underWay = new Set<string>();
  const nameOf = (logicalId: string) => physicalName(stackName, logicalId);

  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const scope: Scope = {
    reference(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters[name];
      if (parameter) return parameterValue(name, parameter, parameters);
      if (Object.hasOwn(template.Resources, name)) return identity(name).ref;
      throw new TemplateError(`Ref ${name}: the template has no such parameter or resource`);
    },
    attribute(logicalId, name) {
      const value = identity(logicalId).attributes[name];
      if (value === undefined)
        throw new TemplateError(
          `Fn::GetAtt ${logicalId}.${name}: the local cloud does not support this attribute`,
        );
      return value;
    },
    condition(name) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      if (!Object.hasOwn(template.Conditions, name))
        throw new TemplateError(`the template has no condition ${name}`);
      const value = guarded(`condition ${name}`, () => truth(template.Conditions[name], scope));
      conditions.set(name, value);
      return value;
    },
    mapping(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value === undefined)
        throw new TemplateError(`Fn::FindInMap: there is no ${map}.${first}.${second}`);
      return value;
    },
  };

  /** Runs a step and detects recursion. */
  function guarded<T>(step: string, work: () => T): T {
    if (underWay.has(step))
      throw new TemplateError(`circular references: ${[...underWay, step].join(' → ')}`);
    underWay.add(step);
    try {
      return work();
    } finally {
      underWay.delete(step);
    }
  }

  function identity(logicalId: string): Provisioned {
    const known = identities.get(logicalId);
    if (known) return known;
    const declaration = declarationOf(logicalId);
    const provider = providers.get(declaration.Type);
    const found = provider
      ? guarded(logicalId, () =>
          provider.identify({
            logicalId,
            physicalName: nameOf(logicalId),
            properties: properties(logicalId),
          }),
        )
      : placeholder(declaration.Type, nameOf(logicalId));
    identities.set(logicalId, found);
    return found;
  }

  function properties(logicalId: string): unknown {
    try {
      return evaluate(declarationOf(logicalId).Properties, scope);
    } catch (error) {
      if (!(error instanceof TemplateError) || error.message.startsWith('in ')) throw error;
      throw new TemplateError(`in ${logicalId}: ${error.message}`, { cause: error });
    }
  }

  function declarationOf(logicalId: string): ResourceDeclaration {
    const declaration = Object.hasOwn(template.Resources, logicalId)
      ? template.Resources[logicalId]
      : undefined;
    if (!declaration) throw new TemplateError(`the template has no resource ${logicalId}`);
    if (!isWanted(declaration))
      throw new TemplateError(`${logicalId} is referenced, but its condition is false`);
    return declaration;
  }

  function isWanted({ Condition }: { readonly Condition?: string | undefined }): boolean {
    return Condition === undefined || scope.condition(Condition);
  }

  const logicalIds = Object.entries(template.Resources)
    .filter(([, declaration]) => isWanted(declaration))
    .map(([logicalId, { Type }]) => {
      if (providers.has(Type) || Object.hasOwn(WITHOUT_LOCAL_MEANING, Type)) return logicalId;
      throw new TemplateError(`${logicalId}: the local cloud does not support the resource type ${Type}`);
    });

  return {
    logicalIds,
    properties,
    physicalName: nameOf,
    identity,
    outputs: () =>
      Object.fromEntries(
        Object.entries(template.Outputs)
          .filter(([, output]) => isWanted(output))
          .map(([name, output]) => [name, evaluate(output.Value, scope)]),
      ),
  };
}

function parameterValue(
  name: string,
  parameter: TemplateDocument['Parameters'][string],
  given: Readonly<Record<string, string>>,
): string | string[] {
  const value = given[name] ?? parameter.Default;
  if (value === undefined) throw new TemplateError(`the parameter ${name} has no value and no default`);
  return parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<')
    ? value.split(',')
    : value;
}

/** Other resources can refer to skipped ones, for example to the topic of an alarm. */
function placeholder(type: string, name: string): Provisioned {
  const service = type.split('::')[1]?.toLowerCase() ?? 'none';
  const arn = `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
  return {
    ref: service === 'sns' || service === 'certificatemanager' ? arn : name,
    attributes: { Arn: arn },
  };
}
