import type { Provisioned, ResourceProvider } from '../kit/resource.ts';
import { AwsError } from '../kit/service.ts';
import { dependenciesOf } from './dependencies.ts';
import { type ReadSecret, resolveDynamicReferences } from './dynamic-references.ts';
import { type ResolvedTemplate, resolveTemplate } from './resolve-template.ts';
import { customResourceFunctions } from './service-tokens.ts';
import { type TemplateDocument, TemplateError } from './template-document.ts';

export interface DeployOptions {
  readonly template: TemplateDocument;
  readonly stackName: string;
  readonly providers: readonly ResourceProvider[];
  readonly readSecret: ReadSecret;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Logical ids of functions that only serve custom resources. Providers do their work in process. */
  readonly passedBy: readonly string[];
  /** The values of `Ref` and `Fn::GetAtt` for a resource. @throws TemplateError if the template has no such resource */
  identity(logicalId: string): Provisioned;
}

/**
 * Creates every resource of a template, after the resources that it depends on. Resources that are no longer in the template
 * keep their data.
 *
 * @throws TemplateError | UnsupportedProperty naming what is not supported or what a service refuses
 */
export async function deployTemplate(options: DeployOptions): Promise<Deployment> {
  const { template, readSecret } = options;
  const providers = new Map(options.providers.map((provider) => [provider.type, provider]));
  const resolved = resolveTemplate({ ...options, providers });
  const helpers = customResourceFunctions(template);
  const wanted = new Set(resolved.logicalIds.filter((logicalId) => !helpers.has(logicalId)));

  const begun = new Map<string, Promise<void>>();
  const provision = (logicalId: string, path: readonly string[]): Promise<void> => {
    if (path.includes(logicalId)) {
      return Promise.reject(new TemplateError(`circular dependencies: ${[...path, logicalId].join(' → ')}`));
    }
    const known = begun.get(logicalId);
    if (known) return known;
    const work = provisionAfterDependencies(logicalId, path);
    begun.set(logicalId, work);
    return work;
  };

  async function provisionAfterDependencies(logicalId: string, path: readonly string[]): Promise<void> {
    const declaration = template.Resources[logicalId];
    if (!declaration) return;
    const before = [...dependenciesOf(declaration, wanted)];
    await Promise.all(before.map((dependency) => provision(dependency, [...path, logicalId])));
    const provider = providers.get(declaration.Type);
    if (provider) await provisionOne(provider, resolved, logicalId, readSecret);
  }

  const outcomes = await Promise.allSettled([...wanted].map((logicalId) => provision(logicalId, [])));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
  return {
    outputs: resolved.outputs(),
    passedBy: resolved.logicalIds.filter((logicalId) => helpers.has(logicalId)),
    identity: resolved.identity,
  };
}

async function provisionOne(
  provider: ResourceProvider,
  resolved: ResolvedTemplate,
  logicalId: string,
  readSecret: ReadSecret,
): Promise<void> {
  const resource = {
    logicalId,
    physicalName: resolved.physicalName(logicalId),
    properties: await resolveDynamicReferences(resolved.properties(logicalId), readSecret),
  };
  try {
    await provider.provision(resource);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(`${logicalId} (${provider.type}): ${error.message}`, { cause: error });
  }
}
