import { after } from '#aws';
import { lookAgain } from '#vault';
import { UPLOAD_URL_SECONDS } from './sign-uploads.ts';

/** When an upload URL that is signed now expires, and when the upload counts as abandoned. */
export function uploadDeadlines(now: Date): { signedUntil: string; dueAt: string } {
  return { signedUntil: after(now, UPLOAD_URL_SECONDS * 1000), dueAt: after(now, lookAgain.upload) };
}
