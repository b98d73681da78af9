import {
  type UseMutateFunction,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation as useAnyMutation,
} from '@tanstack/react-query';
import { useRef } from 'react';

/**
 * As the library's, but what is under way is not begun again: a button is disabled one render after the press that began it,
 * and the second click of a double click comes before that.
 */
export function useMutation<Data = unknown, Failure = Error, Variables = void>(
  options: UseMutationOptions<Data, Failure, Variables>,
): UseMutationResult<Data, Failure, Variables> {
  const running = useRef(false);
  const mutation = useAnyMutation({
    ...options,
    onSettled: (...settled) => {
      running.current = false;
      return options.onSettled?.(...settled);
    },
  });
  const mutate: UseMutateFunction<Data, Failure, Variables> = (...given) => {
    if (running.current) return;
    running.current = true;
    mutation.mutate(...given);
  };
  return { ...mutation, mutate };
}
