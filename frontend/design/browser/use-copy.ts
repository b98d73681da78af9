import { t } from '../../locales/index.ts';
import { useToast } from '../feedback/toast.tsx';

/** Copies text to the clipboard and confirms it with a toast. */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const toast = useToast();
  return async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      toast.tell(done);
    } catch {
      toast.warn(t.clipboard.refused);
    }
  };
}
