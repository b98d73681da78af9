import { useEffect, useRef, useState } from 'react';
import { UploadIcon } from '../../design/display/icons.tsx';
import { t } from '../../locales/index.ts';

/** Accepts files dropped anywhere on the page, and shows that while files are dragged over it. */
export function DropTarget({ onFiles, hint }: { onFiles: (files: readonly File[]) => void; hint: string }) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);

  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      onFiles([...event.dataTransfer.files]);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', hover);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', hover);
      removeEventListener('drop', drop);
    };
  }, [onFiles]);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-ground/94 p-4 backdrop-blur-sm">
      <div className="grid size-full place-content-center justify-items-center gap-3 rounded-2xl border-2 border-accent border-dashed text-center">
        <UploadIcon className="size-8 text-accent" />
        <p className="font-semibold text-title">{t.uploads.drop}</p>
        <p className="text-muted">{hint}</p>
      </div>
    </div>
  );
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
