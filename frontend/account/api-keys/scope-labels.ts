import type { Scope } from '#contract';

const labels: Readonly<Record<Scope, string>> = {
  'files:read': 'reads files',
  'files:write': 'uploads and deletes files',
  'metrics:read': 'reads metrics',
};

/** What a scope lets a program do. */
export function labelOf(scope: Scope): string {
  return labels[scope];
}
