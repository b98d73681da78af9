import type { User } from '#contract';
import type { Profile } from '#platform';

/** An account as its owner sees it. */
export function userView({ id, email, name, createdAt, secondFactor }: Profile): User {
  return { id, email, name, createdAt, secondFactor: secondFactor !== undefined };
}
