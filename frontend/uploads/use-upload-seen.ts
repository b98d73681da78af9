import type { UploadSeen } from './upload-state.ts';
import { useUploadEngine, useUploads } from './uploads-context.tsx';
import { useHeldUploads } from './use-held-uploads.ts';

/**
 * What this browser knows of the bytes of files that are `uploading`.
 *
 * @param wanted - whether there is such a file
 */
export function useUploadSeen(wanted: boolean): (fileId: string) => UploadSeen {
  const { arrived } = useUploadEngine();
  const uploads = useUploads();
  const held = useHeldUploads(wanted);
  return (fileId) => {
    if (arrived.has(fileId)) return 'arrived';
    if (uploads.some((upload) => upload.fileId === fileId)) return 'here';
    return held.has(fileId) ? 'elsewhere' : 'interrupted';
  };
}
