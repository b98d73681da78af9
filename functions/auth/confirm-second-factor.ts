import { accountKeys, hasEnded, type Profile, readProfile, readSession, type Session } from '#accounts';
import { change, putNew, readItem, StaleRecord, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { nextGeneration, tidySessions } from './all-sessions.ts';
import type { AuthDependencies } from './dependencies.ts';
import { begunSecondFactorSchema, type SecondFactorRecord } from './records.ts';
import { newRecoveryCodes, recordOfCodes } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';

/**
 * Turns on two-factor authentication with a code, which proves that the app is set up. Ends all other sessions, because they
 * were signed in to without a code. This session counts as signed in to with 2FA. The code cannot be used again.
 */
export function confirmSecondFactorRoute(
  dependencies: AuthDependencies,
): RouteHandlers<'auth'>['confirmSecondFactor'] {
  const { accounts, limiter, sealer, sendMail, now } = dependencies;
  return async ({ body: { code }, principal: { user, session }, client }) => {
    const attempt = await limiter('code', client.address, user);
    const profile = await readProfile(accounts, user);
    if (profile?.secondFactor !== undefined) throw new Problem('second_factor_on');
    const begunKey = accountKeys.begunSecondFactor(user);
    const begun = await readItem(accounts, begunKey, begunSecondFactorSchema);
    if (begun === undefined || new Date(begun.endsAt) <= now())
      throw await refusal(dependencies, user, session);
    const { id, sealedSecret } = begun;
    const lastStep = stepOfCode(await sealer.open(user, sealedSecret), code, now());
    if (lastStep === undefined) throw new Problem('code_wrong');
    await attempt.succeeded();

    const recoveryCodes = newRecoveryCodes();
    const set = { secondFactor: id, generation: nextGeneration(profile) };
    const record: SecondFactorRecord = {
      id,
      sealedSecret,
      lastStep,
      recoveryCodes: recordOfCodes(recoveryCodes),
    };
    try {
      await transact(accounts, [
        {
          Delete: {
            TableName: accounts.name,
            Key: begunKey,
            ConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': id },
          },
        },
        putNew(accounts, accountKeys.secondFactor(user), record),
        change<Profile>(
          accounts,
          accountKeys.profile(user),
          { set },
          { secondFactor: undefined, generation: profile?.generation },
        ),
        // The condition keeps a session that was ended during this request from being restored.
        change<Session>(
          accounts,
          accountKeys.session(user, session),
          { set },
          { generation: profile?.generation },
        ),
      ]);
    } catch (cause) {
      if (cause instanceof StaleRecord) throw await refusal(dependencies, user, session, cause);
      throw cause;
    }
    await tidySessions(accounts, user, session);
    await sendMail({ template: 'second-factor-on', user });
    return { body: { recoveryCodes } };
  };
}

/** Why nothing can be confirmed: another request confirmed it, restarted the setup, or ended the session. */
async function refusal(
  { accounts, now }: AuthDependencies,
  user: string,
  session: string,
  cause?: unknown,
): Promise<Problem> {
  const [profile, signedIn] = await Promise.all([
    readProfile(accounts, user),
    readSession(accounts, user, session),
  ]);
  if (profile === undefined || signedIn === undefined || hasEnded(signedIn, profile, now()))
    return new Problem('session_ended', { cause });
  return new Problem(profile.secondFactor === undefined ? 'second_factor_off' : 'second_factor_on', {
    cause,
  });
}
