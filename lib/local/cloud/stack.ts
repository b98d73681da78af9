import type { OnRecord } from '../console/index.ts';
import { createBucketDeploymentProvider, createDistributions } from '../edge/index.ts';
import type { FaultInjection } from '../faults/index.ts';
import { createHttpApis, type OpenApi } from '../http-api/index.ts';
import { type AssumeRole, createAssumeRole } from '../iam/assume-role.ts';
import { serviceAccess } from '../iam/service-access.ts';
import { openTogether } from '../kit/open-together.ts';
import {
  createEventSourceMappings,
  createFunctionProvider,
  createFunctions,
  createPermissionProvider,
  createSchedules,
  type Functions,
} from '../lambda/index.ts';
import { type HttpAnswer, type HttpRequest, headerValue, messageAnswer } from '../page-port/http-message.ts';
import { type Assembly, deployTemplate } from '../template/index.ts';
import type { AwsServices } from './aws-services.ts';

export interface StackOptions {
  readonly assembly: Assembly;
  /** They already answer. */
  readonly aws: AwsServices;
  readonly pagePort: number;
  readonly temporaryFolder: string;
  readonly faults: Pick<FaultInjection, 'deliveries'>;
  readonly onRecord: OnRecord;
}

/** A deployed stack. */
export interface Stack {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly apiUrls: readonly string[];
  /** Logical ids of functions that only serve custom resources of the CDK. */
  readonly passedBy: readonly string[];
  readonly functions: Pick<Functions, 'get' | 'invokeLater' | 'kill'>;
  /** The sessions of roles in which functions act. */
  readonly principals: readonly string[];
  /** Answers a request to the page's port. Never rejects. */
  answer(request: HttpRequest): Promise<HttpAnswer>;
  /** Accepts no more work. Resolves when all work in progress has ended. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Long enough for a page that polls every few seconds, short enough to free the memory of functions that are called once.
 */
const IDLE_MILLISECONDS = 30_000;
/** Lambda retries a failed event after one minute, then after two. */
const RETRY_DELAYS = [60_000, 120_000];

/** Deploys the template to the local services, then starts to deliver events. */
export function openStack(options: StackOptions): Promise<Stack> {
  return openTogether((opened) => open(options, opened));
}

async function open(options: StackOptions, opened: AsyncDisposableStack): Promise<Stack> {
  const { assembly, aws, pagePort, onRecord } = options;
  const { s3 } = aws;
  const functions = createFunctions({
    awsUrl: aws.url,
    temporaryFolder: options.temporaryFolder,
    onRecord,
    idleMilliseconds: IDLE_MILLISECONDS,
    retryDelays: RETRY_DELAYS,
  });
  opened.defer(() => functions.close());
  const principals: string[] = [];
  const noted =
    (assume: AssumeRole): AssumeRole =>
    (...asked) => {
      const session = assume(...asked);
      if (session !== undefined) principals.push(session);
      return session;
    };
  const onWarning = (text: string): void => onRecord({ kind: 'warning', text });
  const httpApis = createHttpApis({
    pagePort,
    access: (routeArn) => serviceAccess(aws.iam, 'apigateway.amazonaws.com', routeArn),
    invoke: (functionArn, payload, trigger) => functions.get(functionArn).invoke(payload, trigger),
    onWarning,
    now: Date.now,
  });
  const distributions = createDistributions({
    pagePort,
    s3,
    access: (distributionArn) => serviceAccess(aws.iam, 'cloudfront.amazonaws.com', distributionArn),
    onLine: (functionName, line) =>
      onRecord({ kind: 'function-line', functionName, requestId: undefined, line }),
    onWarning,
  });
  const mappings = createEventSourceMappings({
    functions,
    awsUrl: aws.url,
    deliveries: options.faults.deliveries,
    onRecord,
  });
  const schedules = createSchedules({
    accessOfRule: (ruleArn) => serviceAccess(aws.iam, 'events.amazonaws.com', ruleArn),
    functions,
    onWarning,
  });
  const forgetOthers = aws.iam.renew();

  const deployment = await deployTemplate({
    template: assembly.template,
    stackName: assembly.stackName,
    readSecret: aws.readSecret,
    providers: [
      ...aws.providers,
      createFunctionProvider({
        assetPath: assembly.assetPath,
        assumeRole: noted(createAssumeRole(aws.iam, 'lambda.amazonaws.com')),
        issueCredentials: aws.issueCredentials,
        // CloudFront uses TLS and the loopback interface does not, so the scheme of the page's URL changes.
        define: (definition) =>
          functions.define({ ...definition, environment: withoutTls(definition.environment, pagePort) }),
      }),
      createPermissionProvider(aws.iam.setResourcePolicy),
      mappings.provider,
      ...schedules.providers,
      ...httpApis.providers,
      ...distributions.providers,
      createBucketDeploymentProvider({ s3, assetPath: assembly.assetPath }),
    ],
  });

  const apis = httpApis.open();
  const site = distributions.open((apiId) => apis.get(apiId)?.handle) ?? onlyApi(apis);
  opened.defer(() => mappings.close());
  await mappings.start();
  schedules.start();
  opened.defer(() => schedules.close());
  // Not earlier: if the deployment fails, the previous stack goes on and needs its rights.
  forgetOthers();
  aws.deliverEvents();
  return {
    outputs: deployment.outputs,
    apiUrls: [...apis.keys()].map((apiId) => `http://${apiId}.execute-api.localhost:${pagePort}`),
    passedBy: deployment.passedBy,
    functions,
    principals,
    answer: (request) => (apiNamedBy(request, apis) ?? site)(request),
    async retire() {
      schedules.close();
      await mappings.retire();
      await functions.retire();
    },
    close: () => opened.disposeAsync(),
  };
}

/** Without a distribution, the API answers on the page's port. */
function onlyApi(apis: ReadonlyMap<string, OpenApi>): OpenApi['handle'] {
  const [first] = apis.values();
  return first?.handle ?? (async () => messageAnswer(404, 'Not Found'));
}

/** The API's own address is public, as in AWS. The `Host` header selects it. */
function apiNamedBy(request: HttpRequest, apis: ReadonlyMap<string, OpenApi>): OpenApi['handle'] | undefined {
  const host = headerValue(request.headers, 'host') ?? '';
  const [, apiId = ''] = /^([a-z0-9]+)\.execute-api\./.exec(host) ?? [];
  const api = apis.get(apiId);
  return api?.isBehindDomain ? async () => messageAnswer(403, 'Forbidden') : api?.handle;
}

function withoutTls(
  environment: Readonly<Record<string, string>>,
  port: number,
): Readonly<Record<string, string>> {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value.replaceAll(`https://localhost:${port}`, `http://localhost:${port}`),
    ]),
  );
}
