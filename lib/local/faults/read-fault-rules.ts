import { z } from 'zod';
import { type FaultRule, faultRules } from './fault-rule.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads a list of rules.
 *
 * @param text - JSON
 * @throws SyntaxError for invalid JSON, Error whose message names every invalid field
 */
export function readFaultRules(text: string): FaultRule[] {
  const parsed = faultRules.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError({ issues: parsed.error.issues.flatMap(tellingIssues) }));
}

/** For a union that nothing matches: the issues of the alternative that was meant. zod reports only that none matches. */
function tellingIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const alternatives = issue.errors.map((issues) => issues.flatMap(tellingIssues));
  const ofItsKind = alternatives.filter((issues) => !issues.some(isOfAnotherKind));
  const [meant = []] = (ofItsKind.length > 0 ? ofItsKind : alternatives).sort(
    (a, b) => a.length - b.length || depth(b) - depth(a),
  );
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The value has another type than the alternative, for example text instead of an object. */
function isOfAnotherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function depth(issues: readonly Issue[]): number {
  return Math.max(...issues.map(({ path }) => path.length));
}
