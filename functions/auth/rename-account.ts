import { accountKeys, type Profile, readProfile } from '#accounts';
import { StaleRecord, updateItem } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { userView } from './user-view.ts';

/** Changes the display name of the caller's account. */
export function renameAccountRoute({ accounts }: AuthDependencies): RouteHandlers<'auth'>['renameAccount'] {
  return async ({ body: { name }, principal: { user } }) => {
    try {
      await updateItem<Profile>(
        accounts,
        accountKeys.profile(user),
        { set: { name } },
        { closing: undefined },
      );
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('session_ended', { cause });
      throw cause;
    }
    const profile = await readProfile(accounts, user);
    if (profile === undefined) throw new Problem('session_ended');
    return { body: userView(profile) };
  };
}
