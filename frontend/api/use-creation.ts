import { useRef } from 'react';

/** What a form sends to create something, and the key by which the API recognises a repetition. */
interface Creation<Body> {
  readonly body: Body;
  readonly idempotencyKey: string;
}

/**
 * Keeps what a form sends until the form changes, so that submitting again after a lost answer creates nothing twice.
 *
 * @returns a function of the form's content, and of what makes the body from new content
 */
export function useCreation<Body>(): (content: unknown, make: () => Body) => Creation<Body> {
  const kept = useRef<Creation<Body> & { readonly content: string }>(undefined);
  return (content, make) => {
    const text = JSON.stringify(content);
    if (kept.current?.content !== text)
      kept.current = { content: text, body: make(), idempotencyKey: crypto.randomUUID() };
    return kept.current;
  };
}
