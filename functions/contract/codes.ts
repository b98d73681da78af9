/**
 * Every error of the API, by its stable code. A code and its status never change. `title` is for people and may change: a
 * phrase or sentences, without the last full stop.
 */
export const codes = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'Some fields are not valid' },
  link_invalid: { status: 400, title: 'This link is not valid, was already used, or has expired' },
  invite_invalid: {
    status: 400,
    title: 'This invitation is not valid, was already used, has expired, or was sent to another address',
  },
  unauthenticated: { status: 401, title: 'Sign in first' },
  token_expired: { status: 401, title: 'The access token has expired' },
  session_ended: { status: 401, title: 'The session has ended. Sign in again' },
  invalid_credentials: {
    status: 401,
    title: 'The email address or the password is wrong, or the address is not confirmed yet',
  },
  code_required: { status: 401, title: 'This account uses two-factor authentication. Enter a code' },
  password_wrong: { status: 403, title: 'The current password is wrong' },
  origin_refused: { status: 403, title: 'The request comes from another site' },
  edge_required: { status: 403, title: 'Call this API through its public address' },
  scope_required: { status: 403, title: 'This API key does not have the required scope' },
  session_required: { status: 403, title: 'Sign in to do this. API keys are not accepted' },
  administrator_required: { status: 403, title: 'Only administrators can do this' },
  account_disabled: { status: 403, title: 'An administrator has disabled this account' },
  share_password_required: { status: 403, title: 'This share link requires a password' },
  share_password_wrong: { status: 403, title: 'Incorrect password' },
  registration_closed: { status: 403, title: 'This address cannot register in this vault' },
  route_not_found: { status: 404, title: 'This route does not exist' },
  code_wrong: { status: 403, title: 'The code is wrong, was already used, or has expired' },
  second_factor_required: {
    status: 403,
    title: 'Sign in with two-factor authentication to do this',
  },
  session_not_found: { status: 404, title: 'Session not found' },
  file_not_found: { status: 404, title: 'File not found' },
  never_encrypted: { status: 404, title: 'This file was never encrypted, so it has no receipt' },
  share_not_found: { status: 404, title: 'Share not found' },
  claim_not_found: { status: 404, title: 'This download has expired. Start a new one' },
  operation_not_found: { status: 404, title: 'Operation not found' },
  user_not_found: { status: 404, title: 'Account not found' },
  key_not_found: { status: 404, title: 'API key not found' },
  rewrap_not_found: { status: 404, title: 'Re-wrap not found' },
  method_not_allowed: { status: 405, title: 'This route does not support this method' },
  upload_not_open: { status: 409, title: 'This file is not waiting for an upload' },
  upload_not_multipart: { status: 409, title: 'This upload has no parts' },
  parts_missing: { status: 409, title: 'Some parts have not been uploaded' },
  part_mismatch: { status: 409, title: 'A part does not match the one that was uploaded' },
  file_not_encrypted: { status: 409, title: 'This file is not encrypted' },
  file_not_deleted: { status: 409, title: 'This file has not been deleted' },
  file_not_failed: { status: 409, title: 'Only failed files can be retried' },
  rewrap_running: { status: 409, title: 'A re-wrap under another KMS key is already running' },
  too_many_keys: { status: 409, title: 'This account has too many API keys. Delete one first' },
  created_and_gone: { status: 409, title: 'The resource that this Idempotency-Key created no longer exists' },
  own_account: { status: 409, title: 'You cannot disable your own account' },
  already_registered: { status: 409, title: 'This address already has an account' },
  second_factor_on: { status: 409, title: 'Two-factor authentication is already on' },
  second_factor_off: { status: 409, title: 'Two-factor authentication is off, and no setup is in progress' },
  conflict: { status: 409, title: 'Something else changed this at the same time. Try again' },
  share_revoked: { status: 410, title: 'The owner of this file has revoked the share link' },
  share_expired: { status: 410, title: 'This share link has expired' },
  share_exhausted: { status: 410, title: 'This share link has reached its download limit' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  type_not_allowed: { status: 422, title: 'Files of this type are not allowed' },
  extension_mismatch: { status: 422, title: 'The extension of the file name does not match the type' },
  file_too_large: { status: 422, title: 'The file is too large' },
  quota_bytes_exceeded: {
    status: 422,
    title: 'This file does not fit into your storage quota. Delete files first',
  },
  quota_files_exceeded: {
    status: 422,
    title: 'You have reached the maximum number of files. Delete a file first',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was already used for a different request',
  },
  wrapping_key_unknown: { status: 422, title: 'This is not a KMS wrapping key of this vault' },
  rate_limited: { status: 429, title: 'Too many attempts. Wait a moment, then try again' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  restore_pending: {
    status: 503,
    title:
      'A table was restored from a backup. Try again when the files that were deleted since have been deleted from it',
  },
  service_unavailable: { status: 503, title: 'A required service is not responding. Try again' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A stable error code of the API. */
export type Code = keyof typeof codes;

/** Why a file was rejected, failed or could not be decrypted. Shown with the file or the operation. */
export const fileErrors = {
  content_mismatch: { title: 'The content does not match the name and the type' },
  size_mismatch: { title: 'The size does not match the declared size' },
  checksum_mismatch: { title: 'The SHA-256 does not match the declared SHA-256' },
  parts_refused: { title: 'The parts of the upload could not be joined' },
  source_changed: { title: 'The uploaded file changed while it was being encrypted' },
  source_missing: { title: 'The uploaded file is missing' },
  key_unavailable: { title: 'The key service refused access to the key' },
  integrity_failure: { title: 'The stored file failed its integrity check' },
  storage_unavailable: { title: 'The storage service did not respond after several attempts' },
  processing_failed: { title: 'The file could not be processed' },
} as const satisfies Record<string, { title: string }>;

export type FileErrorCode = keyof typeof fileErrors;
