import type { EncryptorDependencies } from './dependencies.ts';
import type { MessageHold } from './message-hold.ts';

/** One try at a job: what it works with, and what it knows about itself. */
export interface Work {
  readonly dependencies: EncryptorDependencies;
  readonly hold: MessageHold;
  /** Milliseconds that the invocation has left. */
  timeLeft(): number;
  /** Whether the message goes to the dead-letter queue if this try fails too. */
  readonly isLastTry: boolean;
}
