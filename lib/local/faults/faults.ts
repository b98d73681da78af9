import { finished } from 'node:stream/promises';
import type { OnRecord } from '../console/index.ts';
import { matchesWildcard } from '../iam/index.ts';
import { AwsError, type ServiceCall } from '../kit/service.ts';
import { conflict, leaveUnprocessed } from './contention.ts';
import { cutAnswer, cutRequest, swallowAnswer } from './cut-connection.ts';
import {
  type CallRule,
  type DeliveryRule,
  type Fault,
  type FaultRule,
  parseFaultRule,
} from './fault-rule.ts';
import { type Occasions, occasionsOf } from './occasions.ts';
import { operationName } from './operation-name.ts';
import { throttlingError } from './throttling.ts';

/** A call that an instance of a function made. */
export interface FunctionCall {
  /** `service:Operation`, for example `s3:UploadPart`. */
  readonly call: string;
  /** The id of the instance that made it. */
  readonly instance: string;
}

/** Faults on demand. Rules can change while the cloud runs. */
export interface Faults {
  /**
   * Adds a rule and starts to count its calls. The first rule that matches a call decides.
   *
   * @returns a function that removes the rule
   * @throws ZodError for an invalid rule
   */
  add(rule: FaultRule): () => void;
  /** Removes all rules. */
  clear(): void;
  /**
   * The last 10,000 calls that instances of a function have signed, in order, including those with a fault. Calls that
   * Lambda makes for the function (polling its queue) and uses of its presigned URLs are not among them.
   *
   * @param functionName - the last part of its path in the app, for example `encryptor`
   */
  calls(functionName: string): readonly FunctionCall[];
  /** Clears the record of calls. */
  forgetCalls(): void;
}

/** The part of the faults that the local cloud uses. */
export interface FaultInjection extends Faults {
  /** Passes a call to its service or applies its fault. */
  around(service: string, call: ServiceCall, handle: () => Promise<void>): Promise<void>;
  /** How often to deliver a batch from the queue. */
  deliveries(queueName: string): number;
  /** The initial rules that no call has matched. */
  unmet(): readonly FaultRule[];
}

export interface FaultsOptions {
  readonly rules: readonly FaultRule[];
  /** The label of a function or queue, as rules name it. */
  readonly labelOf: (physicalName: string) => string;
  /** Kills an instance at once. */
  readonly killInstance: (instance: string) => void;
  readonly onRecord: OnRecord;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MOST_CALLS = 10_000;

/** Stands between the front door and the services. */
export function createFaults({
  labelOf,
  killInstance,
  onRecord,
  now,
  ...options
}: FaultsOptions): FaultInjection {
  const callRules = new Map<CallRule, Occasions>();
  const deliveryRules = new Map<DeliveryRule, Occasions>();
  const recorded = new Map<string, FunctionCall[]>();
  const unmet = new Set(options.rules);

  function add(given: FaultRule): () => void {
    const rule = parseFaultRule(given);
    const isDue = occasionsOf(rule, now);
    // Counts only calls that the rule matches.
    const occasions: Occasions = () => {
      unmet.delete(given);
      return isDue();
    };
    if (rule.queue !== undefined) deliveryRules.set(rule, occasions);
    else callRules.set(rule, occasions);
    return () => {
      if (rule.queue !== undefined) deliveryRules.delete(rule);
      else callRules.delete(rule);
    };
  }

  function record(functionName: string, call: FunctionCall): void {
    const calls = recorded.get(functionName) ?? [];
    recorded.set(functionName, calls);
    calls.push(call);
    if (calls.length > MOST_CALLS) calls.shift();
  }

  /** Every matching rule counts the call. The first one that is due decides. */
  function faultFor(call: string, functionName: string | undefined): Fault | undefined {
    let decided: Fault | undefined;
    for (const [rule, isDue] of callRules) {
      const matches =
        matchesWildcard(rule.call.toLowerCase(), call.toLowerCase()) &&
        (rule.function === undefined || rule.function === functionName);
      if (matches && isDue()) decided ??= rule.fault;
    }
    return decided;
  }

  for (const rule of options.rules) add(rule);
  return {
    add,
    unmet: () => [...unmet],
    clear() {
      callRules.clear();
      deliveryRules.clear();
    },
    calls: (functionName) => [...(recorded.get(functionName) ?? [])],
    forgetCalls: () => recorded.clear(),
    async around(service, call, handle) {
      const name = `${service}:${operationName(service, call)}`;
      const instance = call.signature.place === 'header' ? call.principal.instance : undefined;
      const caller = instance === undefined ? undefined : labelOf(functionOf(call.principal.arn));
      if (instance !== undefined && caller !== undefined) record(caller, { call: name, instance });
      const fault = faultFor(name, caller);
      if (fault === undefined) return handle();
      onRecord({ kind: 'fault', call: name, functionName: caller, fault: describe(fault) });
      await carryOut(fault, {
        service,
        name,
        call,
        handle,
        kill: () => instance !== undefined && killInstance(instance),
      });
    },
    deliveries(queueName) {
      const label = labelOf(queueName);
      let times = 1;
      for (const [rule, isDue] of deliveryRules) {
        if (matchesWildcard(rule.queue, label) && isDue()) times = 2;
      }
      if (times > 1)
        onRecord({ kind: 'fault', call: `queue ${label}`, functionName: undefined, fault: 'deliver-twice' });
      return times;
    },
  };
}

async function carryOut(
  fault: Fault,
  {
    service,
    name,
    call,
    handle,
    kill,
  }: {
    readonly service: string;
    /** `service:Operation` */
    readonly name: string;
    readonly call: ServiceCall;
    readonly handle: () => Promise<void>;
    readonly kill: () => void;
  },
): Promise<void> {
  const { response } = call;
  if (typeof fault === 'object') {
    if ('delayMilliseconds' in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMilliseconds));
      return handle();
    }
    await readToEnd(call);
    throw new AwsError(fault.error, fault.status, fault.message);
  }
  switch (fault) {
    case 'throttle':
      await readToEnd(call);
      throw throttlingError(service);
    case 'cut-request':
      return cutRequest(call, handle);
    case 'cut-answer':
      cutAnswer(response);
      return handle();
    case 'kill-before':
      kill();
      response.destroy();
      return;
    case 'kill-after':
      swallowAnswer(response, kill);
      return handle();
    case 'transaction-conflict':
      return conflict(call);
    case 'leave-unprocessed':
      return leaveUnprocessed(call, name === 'dynamodb:BatchGetItem' ? 'reads' : 'writes');
    case 'error-in-200':
      // S3 begins to answer before it knows the result (API Reference, "CompleteMultipartUpload", "CopyObject").
      await readToEnd(call);
      throw new AwsError('InternalError', 200, 'We encountered an internal error. Please try again.');
  }
}

/** A client that is still sending would see a broken connection instead of the error. */
async function readToEnd({ request, body }: ServiceCall): Promise<void> {
  if (body !== undefined) return;
  request.resume();
  await finished(request).catch(() => undefined);
}

/** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION` → `FUNCTION` */
function functionOf(principalArn: string): string {
  return principalArn.slice(principalArn.lastIndexOf('/') + 1);
}

function describe(fault: Fault): string {
  if (typeof fault === 'string') return fault;
  return 'error' in fault ? `${fault.status} ${fault.error}` : `delay ${fault.delayMilliseconds} ms`;
}
