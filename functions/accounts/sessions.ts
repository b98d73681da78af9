import { readItem, type TableHandle } from '#aws';
import { accountKeys, type Profile, type Session, sessionSchema } from './records.ts';

/** A session as it stands now, or undefined where it has ended. */
export async function readSession(
  accounts: TableHandle,
  user: string,
  session: string,
): Promise<Session | undefined> {
  return readItem(accounts, accountKeys.session(user, session), sessionSchema);
}

/** Whether a session is none any more, though it is still in the table: its time is over, or it was ended with all others. */
export function hasEnded({ endsAt, generation }: Session, profile: Profile, now: Date): boolean {
  return new Date(endsAt) <= now || generation !== profile.generation;
}
