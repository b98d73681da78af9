import type { Access } from '../kit/service.ts';
import type { Iam } from './create-iam.ts';
import type { CallContext } from './operations/evaluate-conditions.ts';

/**
 * The rights of a principal.
 *
 * @param context - condition keys of all their calls
 */
export function accessOf(
  iam: Pick<Iam, 'authorize' | 'allows'>,
  principal: string,
  context: CallContext,
): Access {
  const ask = (action: string, resource: string, more?: CallContext) => ({
    principal,
    action,
    resource,
    context: { ...context, ...more },
  });
  return {
    authorize: (...asked) => iam.authorize(ask(...asked)),
    allows: (...asked) => iam.allows(ask(...asked)),
  };
}
