import type { Profile } from '#accounts';
import type { User } from '#contract';

/** An account as its owner sees it. */
export function userView({ id, email, name, createdAt, secondFactor }: Profile): User {
  return { id, email, name, createdAt, secondFactor: secondFactor !== undefined };
}
