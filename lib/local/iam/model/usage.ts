import { patternsUsed } from '../operations/evaluate-policies.ts';
import type { Statement } from './policy-document.ts';
import { matchesWildcard } from './wildcard.ts';

/** One action or one resource of an Allow statement, and how many calls it has allowed so far. */
export interface Grant {
  /** `role/NAME POLICY`, or the ARN of the resource whose policy it is. */
  readonly policy: string;
  readonly sid: string | undefined;
  /** Position of the statement in its policy. */
  readonly statement: number;
  /** As written in the policy, wildcards and all. */
  readonly action: string;
  /** The resources of the whole statement; empty with `NotResource`. */
  readonly resources: readonly string[];
  readonly calls: number;
}

/** Like `Grant`, for a resource of an Allow statement. */
export interface Reach extends Omit<Grant, 'action' | 'resources'> {
  readonly resource: string;
}

/** A refused call. */
export interface Denial {
  /** ARN of the user or the role's session, or the name of an AWS service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly calls: number;
}

/** Counts what statements allow. */
export interface Usage {
  count(statement: Statement, action: string, resource: string): void;
  /** Undefined for a Deny, which grants nothing. */
  grants(policy: string, statement: Statement, index: number): readonly Grant[];
  reaches(policy: string, statement: Statement, index: number): readonly Reach[];
}

export function createUsage(): Usage {
  const actions = new WeakMap<Statement, Map<string, number>>();
  const resources = new WeakMap<Statement, Map<string, number>>();

  return {
    count(statement, action, resource) {
      tally(actions, statement, patternsUsed(statement, action));
      tally(resources, statement, resourcesUsed(statement, resource));
    },
    grants(policy, statement, index) {
      const counts = actions.get(statement);
      const patterns = statement.actions.inverted ? [...(counts?.keys() ?? [])] : statement.actions.patterns;
      return allowedBy(statement, patterns).map((action) => ({
        policy,
        sid: statement.sid,
        statement: index,
        action,
        resources: statement.resources.inverted ? [] : statement.resources.patterns,
        calls: counts?.get(action) ?? 0,
      }));
    },
    reaches(policy, statement, index) {
      const counts = resources.get(statement);
      return allowedBy(statement, statement.resources.inverted ? [] : statement.resources.patterns).map(
        (resource) => ({
          policy,
          sid: statement.sid,
          statement: index,
          resource,
          calls: counts?.get(resource) ?? 0,
        }),
      );
    },
  };
}

function allowedBy(statement: Statement, patterns: readonly string[]): readonly string[] {
  return statement.effect === 'Deny' ? [] : patterns;
}

function resourcesUsed({ resources }: Statement, resource: string): readonly string[] {
  return resources.inverted ? [] : resources.patterns.filter((pattern) => matchesWildcard(pattern, resource));
}

function tally(
  counts: WeakMap<Statement, Map<string, number>>,
  statement: Statement,
  patterns: readonly string[],
): void {
  const counted = counts.get(statement) ?? new Map<string, number>();
  counts.set(statement, counted);
  for (const pattern of patterns) counted.set(pattern, (counted.get(pattern) ?? 0) + 1);
}
