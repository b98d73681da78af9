import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { explain } from '../../api/explain.ts';
import { t } from '../../locales/index.ts';
import { Button } from '../controls/button.tsx';
import { IconButton } from '../controls/icon-button.tsx';
import { CheckIcon, CloseIcon, WarnIcon } from '../display/icons.tsx';

/** An action that a toast offers. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

interface Toast {
  readonly id: string;
  readonly text: string;
  readonly code?: string;
  readonly tone: 'good' | 'warn';
  readonly action?: ToastAction;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Toasts {
  /** Tells a result, with an action if there is one. */
  readonly tell: (text: string, action?: ToastAction) => void;
  readonly warn: (text: string) => void;
  /** Tells that an action failed. */
  readonly fail: (error: unknown) => void;
}

const ToastContext = createContext<Toasts | undefined>(undefined);
/** Long enough to be read twice. Warnings stay longer, and toasts with an action longest. */
const SHOWN_MS = { good: 6000, warn: 12_000, action: 60_000 };
/** A toast this young when the page changes belongs to the new page. */
const CARRIED_OVER_MS = 1000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = useCallback((id: string) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);

  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect reacts to the new page
  useEffect(() => {
    setToasts((all) => all.filter(({ at }) => Date.now() - at < CARRIED_OVER_MS));
  }, [location]);

  const toastsApi = useMemo<Toasts>(() => {
    const show = (toast: Omit<Toast, 'id' | 'at'>) => {
      const id = crypto.randomUUID();
      setToasts((all) => [...all.slice(-1), { ...toast, id, at: Date.now() }]);
      setTimeout(remove, SHOWN_MS[toast.action === undefined ? toast.tone : 'action'], id);
    };
    return {
      tell: (text, action) => show({ text, tone: 'good', ...(action !== undefined && { action }) }),
      warn: (text) => show({ text, tone: 'warn' }),
      fail: (error) => show({ ...explain(error), tone: 'warn' }),
    };
  }, [remove]);

  return (
    <ToastContext value={toastsApi}>
      {children}
      <div
        role="status"
        aria-live="polite"
        // In the empty middle of the page's header; content that it covers below can be scrolled away.
        className="pointer-events-none fixed inset-x-4 top-2.5 z-50 grid justify-items-center gap-2"
      >
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  return (
    <div className="pointer-events-auto flex max-w-md max-sm:not-last:hidden animate-enter items-start gap-3 rounded-xl border border-line bg-raised py-2 pr-2 pl-4 shadow-raised">
      {toast.tone === 'good' ? (
        <CheckIcon className="mt-2 size-5 shrink-0 text-accent" />
      ) : (
        <WarnIcon className="mt-2 size-5 shrink-0 text-warn" />
      )}
      <p className="wrap-anywhere py-1.5">
        {toast.text} {toast.code !== undefined && <span className="text-code">{toast.code}</span>}
      </p>
      {toast.action !== undefined && (
        <Button look="quiet" className="my-0.5" onClick={toast.action.run}>
          {toast.action.label}
        </Button>
      )}
      <IconButton label={t.actions.dismiss} onClick={onClose}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}

export function useToast(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === undefined) throw new Error('useToast needs a ToastProvider above it');
  return toasts;
}
