import { Problem } from '#contract';
import { type Repeatable, type Reservations, reserveId, settleId } from './reservations.ts';

/** How a route creates something, such that a request that comes again creates nothing. */
export interface Creator<Request, Answer> {
  /**
   * Creates under an id that nothing may have yet, or finds that what is asked for is there already.
   *
   * @returns the answer, and the id of what it is about
   * @throws anything where the id is taken
   */
  create(request: Request, id: string): Promise<Answer & { readonly id: string }>;
  /** The answer once more, from what stands under an id now; undefined where nothing does. */
  find(request: Request, id: string): Promise<Answer | undefined>;
}

/**
 * Creates once, however often a request comes, and however many of it at a time: all of them try with the same id, so that the
 * write that creates decides. The others find what it created.
 *
 * @throws Problem `idempotency_key_reused`, or `created_and_gone` where somebody has deleted it since
 */
export async function createOnce<Request, Answer>(
  reservations: Reservations,
  { create, find }: Creator<Request, Answer>,
  request: Request,
  repeatable: Repeatable,
): Promise<Answer> {
  const { id, isRepeated, created } = await reserveId(reservations, repeatable);
  if (isRepeated) {
    const found = await find(request, id);
    if (found !== undefined) return found;
    if (created) throw new Problem('created_and_gone');
  }
  try {
    const answer = await create(request, id);
    await settleId(reservations, repeatable, answer.id);
    return answer;
  } catch (error) {
    const found = await find(request, id);
    if (found === undefined) throw error;
    return found;
  }
}
