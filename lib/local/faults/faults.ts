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
  /** The process that made it. */
  readonly instance: string;
}

/** What goes wrong on demand; rules come and go while the cloud runs. */
export interface Faults {
  /**
   * Adds a rule; its calls are counted from now on. The first rule that befalls a call decides.
   *
   * @returns takes the rule away again
   * @throws ZodError for a rule that is none
   */
  add(rule: FaultRule): () => void;
  /** Takes all rules away. */
  clear(): void;
  /**
   * The calls that the instances of a function have signed themselves, in the order in which they came, those that met
   * with a fault included: the last 10,000. What Lambda does in the function's name (polling its queue) is none of
   * them, nor is what others do with its presigned URLs.
   *
   * @param functionName - the last part of its path in the app, for example `encryptor`
   */
  calls(functionName: string): readonly FunctionCall[];
  /** Begins to record anew. */
  forgetCalls(): void;
}

/** What the embedded cloud itself needs of the faults. */
export interface FaultInjection extends Faults {
  /** Lets a call through to its service, or the fault that it meets with. */
  around(service: string, call: ServiceCall, handle: () => Promise<void>): Promise<void>;
  /** How often a batch that was taken from the queue shall be delivered. */
  deliveries(queueName: string): number;
  /** Those of the rules given at the start that nothing has matched so far, their turn or not. */
  unmet(): readonly FaultRule[];
}

export interface FaultsOptions {
  readonly rules: readonly FaultRule[];
  /** The name of a function or queue as rules give it. */
  readonly labelOf: (physicalName: string) => string;
  /** Kills an instance at once, without a chance to tidy up. */
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
    // Asked for what the rule matches alone.
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

  /** Every rule that matches counts the call; the first one whose turn it is decides. */
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
      // S3 begins to answer before it knows how the work ends (API Reference, "CompleteMultipartUpload", "CopyObject").
      await readToEnd(call);
      throw new AwsError('InternalError', 200, 'We encountered an internal error. Please try again.');
  }
}

/** A client that still sends would see its connection break rather than an error. */
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
