export type Emulator = 'MiniStack' | 'DynamoDB Local';

export interface Difference {
  /** The whole title of the test that fails there. */
  readonly test: string;
  readonly emulator: Emulator;
  /** What the emulator does instead. */
  readonly does: string;
  /** The page of AWS's documentation that decides. */
  readonly decidedBy: string;
}

/** Where another emulator does not do what AWS documents; `npm run test:cloud` accepts these failures, and no other. */
export const differences: readonly Difference[] = [];
