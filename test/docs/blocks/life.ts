import { fileLife, type Life, operationLife } from '#vault';

/** The states of a file. Deletion is left out: it is possible in every state. */
export function fileStates(): string {
  const { shredFile: _shredFile, ...others } = fileLife;
  return diagram(others);
}

/** The states of an operation. */
export function operationStates(): string {
  return diagram(operationLife);
}

function diagram<S extends string>(life: Life<S>): string {
  const lines = Object.values(life).flatMap(({ from, to }) =>
    Object.entries(from).map(([status, cause]) => `  ${state(status)} --> ${state(to)}: ${cause}`),
  );
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

function state(status: string): string {
  return status === 'none' ? '[*]' : status;
}
