import { Problem } from '#contract';
import {
  accountKeys,
  nextGeneration,
  type Profile,
  type RecordChanges,
  type RouteHandlers,
  readProfile,
  StaleRecord,
  tidySessions,
  updateItem,
} from '#platform';
import { deleteKeys } from './api-keys.ts';
import type { AuthDependencies } from './dependencies.ts';

/**
 * Disables an account or lets it in again, or gives it another quota. From the moment at which it is disabled every request of its
 * sessions and keys is refused; they are ended besides, so that none of them comes back with the account.
 */
export function updateUserRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['updateUser'] {
  const { table, accountsTable, now } = dependencies;
  return async ({ params: { id }, body: { disabled, quota }, principal }) => {
    if (disabled === true && id === principal.user) throw new Problem('own_account');
    const accounts = { client: table, name: accountsTable };
    const profile = await readProfile(table, accountsTable, id);
    if (profile === undefined) throw new Problem('user_not_found');
    const changes: RecordChanges<Profile> = {
      set: {
        ...(disabled === true && {
          disabledAt: profile.disabledAt ?? now().toISOString(),
          generation: nextGeneration(profile),
        }),
        ...(quota !== undefined && quota !== null && { quota }),
      },
      remove: [
        ...(disabled === false ? (['disabledAt'] as const) : []),
        ...(quota === null ? (['quota'] as const) : []),
      ],
    };
    try {
      await updateItem(accounts, accountKeys.profile(id), changes, { closing: undefined });
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('user_not_found', { cause });
      throw cause;
    }
    if (disabled === true) {
      await tidySessions(accounts, id);
      await deleteKeys(accounts, id, now());
    }
    return { body: undefined };
  };
}
