import { useToast } from '../feedback/toast.tsx';

/** Copies text to the clipboard, and says that it did. */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const toast = useToast();
  return async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      toast.tell(done);
    } catch {
      toast.warn('The browser did not allow copying. Select the text instead.');
    }
  };
}
