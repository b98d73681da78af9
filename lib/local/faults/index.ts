export type { FaultRule } from './fault-rule.ts';
export { createFaults, type FaultInjection, type Faults, type FunctionCall } from './faults.ts';
export { readFaultRules } from './read-fault-rules.ts';
