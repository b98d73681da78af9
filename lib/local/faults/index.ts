export { type FaultRule, faultRules } from './fault-rule.ts';
export { createFaults, type FaultInjection, type Faults, type FunctionCall } from './faults.ts';
