import { accountKeys, type Profile, readProfile } from '#accounts';
import { backOff, type RecordChanges, StaleRecord, updateItem } from '#aws';
import { Problem, type UserUpdate } from '#contract';
import type { RouteHandlers } from '#http';
import { nextGeneration, tidySessions } from './all-sessions.ts';
import { deleteKeys } from './api-keys.ts';
import type { AuthDependencies } from './dependencies.ts';

/** Maximum number of attempts if the account is changed at the same time. */
const ATTEMPTS = 5;

/**
 * Disables or enables an account, or changes its quota. Requests of a disabled account are refused immediately. Its sessions are
 * ended and its keys are revoked, so that they do not work again when the account is enabled.
 */
export function updateUserRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['updateUser'] {
  const { accounts, now } = dependencies;
  return async ({ params: { id }, body, principal }) => {
    if (body.disabled === true && id === principal.user) throw new Problem('own_account');
    for (let attempt = 1; ; attempt += 1) {
      const profile = await readProfile(accounts, id);
      if (profile === undefined) throw new Problem('user_not_found');
      // A concurrent request that ends the sessions would choose the same generation, and one of the two would end none.
      const expected = {
        closing: undefined,
        ...(body.disabled === true && { generation: profile.generation }),
      };
      try {
        await updateItem(accounts, accountKeys.profile(id), changesOf(profile, body, now()), expected);
        break;
      } catch (cause) {
        if (!(cause instanceof StaleRecord)) throw cause;
        if (attempt === ATTEMPTS) throw new Problem('conflict', { cause });
        await backOff(attempt);
      }
    }
    if (body.disabled === true) {
      await tidySessions(accounts, id);
      await deleteKeys(accounts, id, now());
    }
    return { body: undefined };
  };
}

function changesOf(profile: Profile, { disabled, quota }: UserUpdate, now: Date): RecordChanges<Profile> {
  return {
    set: {
      ...(disabled === true && {
        disabledAt: profile.disabledAt ?? now.toISOString(),
        generation: nextGeneration(profile),
      }),
      ...(quota !== undefined && quota !== null && { quota }),
    },
    remove: [
      ...(disabled === false ? (['disabledAt'] as const) : []),
      ...(quota === null ? (['quota'] as const) : []),
    ],
  };
}
