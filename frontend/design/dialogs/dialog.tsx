import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

/** A modal question; the browser keeps the focus inside and closes it on Escape. */
export function Dialog({
  title,
  children,
  onClose,
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Before the element leaves the page: only then does closing return the focus to what opened it.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would focus the first button, but a form is opened to be filled in.
    element?.querySelector<HTMLElement>('input, select')?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-enter rounded-2xl border border-line bg-raised p-6 text-ink shadow-raised"
    >
      <h2 id={titleId} className="wrap-anywhere font-semibold text-title">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
