import {
  type UseMutateFunction,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation as useAnyMutation,
} from '@tanstack/react-query';
import { useRef } from 'react';

/**
 * Like the library's, but a running mutation is not started again: a button is disabled one render after the first click,
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
