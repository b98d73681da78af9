import { type ReactNode, useRef } from 'react';
import { Button, type ButtonLook } from '../../design/controls/button.tsx';

interface FileDialogOptions {
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/**
 * The system's dialog for choosing files. The choice arrives through `input`, which must stay on the page while the dialog is
 * open, even if the button that opened it is gone.
 */
export function useFileDialog({ accept, multiple = false, onFiles }: FileDialogOptions): {
  readonly input: ReactNode;
  readonly open: () => void;
} {
  const ref = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={ref}
      type="file"
      hidden
      multiple={multiple}
      accept={accept}
      onChange={(event) => {
        onFiles([...(event.target.files ?? [])]);
        event.target.value = '';
      }}
    />
  );
  return { input, open: () => ref.current?.click() };
}

/** A button that opens the system's dialog for choosing files. */
export function FilePicker({
  children,
  label,
  look,
  ...options
}: FileDialogOptions & {
  readonly children: ReactNode;
  /** The button's accessible name when its text is not specific enough. */
  readonly label?: string;
  readonly look: ButtonLook;
}) {
  const dialog = useFileDialog(options);
  return (
    <>
      <Button look={look} label={label} onClick={dialog.open}>
        {children}
      </Button>
      {dialog.input}
    </>
  );
}
