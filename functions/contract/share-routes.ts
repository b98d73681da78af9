import * as z from 'zod';
import { idSchema } from './fields.ts';
import { pageQuerySchema } from './files.ts';
import { none, nothing, type Route } from './route.ts';
import {
  createdShareSchema,
  createShareBodySchema,
  openedShareSchema,
  openShareBodySchema,
  shareDownloadBodySchema,
  shareDownloadSchema,
  shareListSchema,
} from './shares.ts';

const byId = z.strictObject({ id: idSchema });
/** Why a link opens nothing; asked anew at every call. */
const refusals = [
  'share_not_found',
  'share_revoked',
  'share_expired',
  'share_exhausted',
  'restore_pending',
] as const;

/** Files for people without an account. */
export const shareRoutes = {
  createShare: {
    service: 'shares',
    method: 'POST',
    path: '/files/{id}/shares',
    summary: 'Makes a link with which anybody can download a file',
    access: 'files:write',
    params: byId,
    query: none,
    body: createShareBodySchema,
    status: 201,
    answer: createdShareSchema,
    errors: ['file_not_found', 'file_not_encrypted', 'rate_limited', 'conflict'],
    idempotent: true,
  },
  listShares: {
    service: 'shares',
    method: 'GET',
    path: '/files/{id}/shares',
    summary: 'Lists the shares of a file, newest first, with their counts',
    access: 'files:read',
    params: byId,
    query: pageQuerySchema,
    body: nothing,
    status: 200,
    answer: shareListSchema,
    errors: ['file_not_found'],
  },
  revokeShare: {
    service: 'shares',
    method: 'DELETE',
    path: '/shares/{id}',
    summary: 'Ends a share at once',
    access: 'files:write',
    params: byId,
    query: none,
    body: nothing,
    status: 204,
    answer: nothing,
    errors: ['share_not_found', 'conflict'],
  },
  openShare: {
    service: 'shares',
    method: 'POST',
    path: '/public/shares',
    summary: 'What a link leads to; looking costs no download',
    access: 'public',
    params: none,
    query: none,
    body: openShareBodySchema,
    status: 200,
    answer: openedShareSchema,
    errors: refusals,
  },
  downloadShare: {
    service: 'shares',
    method: 'POST',
    path: '/public/shares/download',
    summary: 'Begins a download, or asks how far the one with this claim is',
    access: 'public',
    params: none,
    query: none,
    body: shareDownloadBodySchema,
    status: 202,
    answer: shareDownloadSchema,
    errors: [
      ...refusals,
      'share_password_required',
      'share_password_wrong',
      'claim_not_found',
      'rate_limited',
      'conflict',
    ],
  },
} as const satisfies Record<string, Route>;
