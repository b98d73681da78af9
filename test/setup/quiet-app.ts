import { defineVault } from '#cloud';
import { rewriteTemplate } from './rewrite-template.ts';

/**
 * The CDK app of a vault in which nothing happens by itself: queues, tables, buckets and keys are the product's own, but no
 * queue and no clock calls a function, nor may one. Tests call the workers' code instead, at the time and in the order that
 * they want.
 */
const calling = new Set(['AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule', 'AWS::Lambda::Permission']);

await defineVault();
await rewriteTemplate((_, resource) => (calling.has(resource.Type) ? undefined : resource));
