import { z } from 'zod';
import { type FaultRule, faultRules } from './fault-rule.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads a list of rules as it stands in a file.
 *
 * @param text - JSON
 * @throws SyntaxError for what is no JSON, Error whose message names every field that is wrong
 */
export function readFaultRules(text: string): FaultRule[] {
  const parsed = faultRules.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError({ issues: parsed.error.issues.flatMap(tellingIssues) }));
}

/** Of a union that nothing fits, what is wrong with the alternative that was meant: zod itself says only that none fits. */
function tellingIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const alternatives = issue.errors.map((issues) => issues.flatMap(tellingIssues));
  const ofItsKind = alternatives.filter((issues) => !issues.some(isOfAnotherKind));
  const [meant = []] = (ofItsKind.length > 0 ? ofItsKind : alternatives).sort(
    (a, b) => a.length - b.length || depth(b) - depth(a),
  );
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The value as a whole is not what the alternative is about, say a text where it wants an object. */
function isOfAnotherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function depth(issues: readonly Issue[]): number {
  return Math.max(...issues.map(({ path }) => path.length));
}
