import { isAdministrator, type Profile, quotaOf, readProfile } from '#accounts';
import type { TableHandle } from '#aws';
import { type Me, Problem, type Quota } from '#contract';
import { cursorAfter, idOfCursor, type RouteHandlers } from '#http';
import { readUsage } from '#vault';
import { listUserIds } from './user-index.ts';

export interface UserDependencies {
  readonly table: TableHandle;
  readonly accounts: TableHandle;
  /** What everybody may take up for whom no administrator has said otherwise. */
  readonly quota: Quota;
  /** Addresses of administrators, in lower case. */
  readonly administrators: readonly string[];
}

/** The caller's own account, and what it takes up. */
export function getMeRoute(dependencies: UserDependencies): RouteHandlers<'auth'>['getMe'] {
  const { accounts } = dependencies;
  return async ({ principal: { user } }) => {
    const profile = await readProfile(accounts, user);
    if (profile === undefined) throw new Problem('session_ended');
    return { body: await meView(dependencies, profile) };
  };
}

/** All accounts, a page at a time; one that is being deleted is none any more, so that a page may be short. */
export function listUsersRoute(dependencies: UserDependencies): RouteHandlers<'auth'>['listUsers'] {
  const { accounts } = dependencies;
  return async ({ query: { limit, cursor } }) => {
    const page = await listUserIds(accounts, limit, idOfCursor(cursor));
    const profiles = await Promise.all(page.items.map(({ id }) => readProfile(accounts, id)));
    const views = profiles
      .filter((profile) => profile !== undefined)
      .map(async (profile) => ({
        ...(await meView(dependencies, profile)),
        status: profile.disabledAt === undefined ? ('active' as const) : ('disabled' as const),
      }));
    return { body: { items: await Promise.all(views), ...cursorAfter(page) } };
  };
}

async function meView({ table, quota, administrators }: UserDependencies, profile: Profile): Promise<Me> {
  const { id, email, name, createdAt, secondFactor } = profile;
  return {
    id,
    email,
    name,
    createdAt,
    secondFactor: secondFactor !== undefined,
    administrator: isAdministrator(profile, administrators),
    usage: await readUsage(table, id),
    quota: quotaOf(profile, quota),
  };
}
