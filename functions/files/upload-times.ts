import { after } from '#aws';
import { lookAgain } from '#vault';
import { UPLOAD_URL_SECONDS } from './sign-uploads.ts';

/** The moments that signing an upload's address sets: how long it can be used, and when the upload counts as abandoned. */
export function uploadTimes(now: Date): { signedUntil: string; dueAt: string } {
  return { signedUntil: after(now, UPLOAD_URL_SECONDS * 1000), dueAt: after(now, lookAgain.upload) };
}
