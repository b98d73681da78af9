import { useRef } from 'react';

/** What is sent to create something, and the key by which the API knows it again. */
interface Creation<Body> {
  readonly body: Body;
  readonly idempotencyKey: string;
}

/**
 * What a form sends: the same every time, until somebody changes the form. Whoever presses again because no answer came creates
 * nothing twice.
 *
 * @returns a function of what stands in the form, and of how to make the body from it where it is new
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
