import { type ReactNode, useRef } from 'react';
import { Button, type ButtonLook } from '../design/button.tsx';

/** A button that opens the system's dialog for choosing files. */
export function FilePicker({
  children,
  label,
  accept,
  look,
  multiple = false,
  onFiles,
}: {
  children: ReactNode;
  /** The button's accessible name, where its text does not say enough. */
  label?: string;
  accept: string;
  look: ButtonLook;
  multiple?: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look={look} label={label} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}
