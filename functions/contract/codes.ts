/**
 * Every error that the API answers with, by its stable code. A code is never renamed or given another status; `title`
 * is for people and may change.
 */
export const codes = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'Some fields are not valid' },
  link_invalid: { status: 400, title: 'This link is not valid, was used already, or has ended' },
  invite_invalid: {
    status: 400,
    title: 'This invitation is not valid, was used already, has ended, or is for another address',
  },
  unauthenticated: { status: 401, title: 'Sign in first' },
  token_expired: { status: 401, title: 'The access token has expired' },
  session_ended: { status: 401, title: 'The session has ended' },
  invalid_credentials: {
    status: 401,
    title: 'The address or the password is wrong, or the address is not confirmed yet',
  },
  code_required: { status: 401, title: 'This account takes a code of its second factor, too' },
  password_wrong: { status: 403, title: 'The current password is wrong' },
  origin_refused: { status: 403, title: 'The request comes from another site' },
  edge_required: { status: 403, title: 'Call this API through its public address' },
  scope_required: { status: 403, title: 'This API key was not made for that' },
  session_required: { status: 403, title: 'This takes a sign-in; an API key will not do' },
  administrator_required: { status: 403, title: 'Only administrators may do this' },
  account_disabled: { status: 403, title: 'An administrator has disabled this account' },
  registration_closed: { status: 403, title: 'This address may not register here' },
  route_not_found: { status: 404, title: 'There is no such route' },
  code_wrong: { status: 403, title: 'The code is wrong, was used already, or has ended' },
  second_factor_required: {
    status: 403,
    title: 'This takes a session that was signed in to with a second factor',
  },
  session_not_found: { status: 404, title: 'There is no such session' },
  file_not_found: { status: 404, title: 'There is no such file' },
  never_encrypted: { status: 404, title: 'This file was never encrypted, so there is no receipt' },
  operation_not_found: { status: 404, title: 'There is no such operation' },
  user_not_found: { status: 404, title: 'There is no such account' },
  key_not_found: { status: 404, title: 'There is no such API key' },
  rewrap_not_found: { status: 404, title: 'There is no such re-wrap' },
  method_not_allowed: { status: 405, title: 'This route does not answer to that method' },
  upload_not_open: { status: 409, title: 'This file does not await an upload' },
  upload_not_multipart: { status: 409, title: 'This upload is not made of parts' },
  parts_missing: { status: 409, title: 'Some parts have not arrived' },
  part_mismatch: { status: 409, title: 'A part is not the one that arrived' },
  file_not_encrypted: { status: 409, title: 'This file is not encrypted' },
  file_not_deleted: { status: 409, title: 'This file is not deleted' },
  file_not_failed: { status: 409, title: 'Only a failed file can be tried again' },
  rewrap_running: { status: 409, title: 'The file keys are being wrapped under another key' },
  too_many_keys: { status: 409, title: 'There are too many API keys; delete one first' },
  created_and_gone: { status: 409, title: 'What this Idempotency-Key created is there no more' },
  own_account: { status: 409, title: 'An administrator cannot disable himself' },
  already_registered: { status: 409, title: 'This address has an account already' },
  second_factor_on: { status: 409, title: 'The second factor is on already' },
  second_factor_off: { status: 409, title: 'There is no second factor to confirm or to switch off' },
  conflict: { status: 409, title: 'Something else changed this at the same time; try again' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  type_not_allowed: { status: 422, title: 'Files of this type are not allowed' },
  extension_mismatch: { status: 422, title: 'The extension of the name does not fit the type' },
  file_too_large: { status: 422, title: 'The file is too large' },
  quota_bytes_exceeded: { status: 422, title: 'There is not enough room left in your part of the vault' },
  quota_files_exceeded: { status: 422, title: 'Your part of the vault holds no more files' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was sent with another request' },
  wrapping_key_unknown: { status: 422, title: 'This key is none of those in the settings' },
  rate_limited: { status: 429, title: 'Too many attempts; wait a little' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  restore_pending: {
    status: 503,
    title: 'A restored table serves nothing until deleted files were deleted in it again',
  },
  service_unavailable: { status: 503, title: 'A service that this one needs does not answer; try again' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A stable error code of the API. */
export type Code = keyof typeof codes;

/** Why a file was rejected, has failed or could not be decrypted; shown with the file or the operation. */
export const fileErrors = {
  content_mismatch: { title: 'The content is not what the name and the type say' },
  size_mismatch: { title: 'The size is not the one that was declared' },
  checksum_mismatch: { title: 'The SHA-256 is not the one that was declared' },
  parts_refused: { title: 'The parts of the upload could not be joined' },
  source_changed: { title: 'The uploaded file changed while it was being encrypted' },
  source_missing: { title: 'The uploaded file is gone' },
  key_unavailable: { title: 'The key service refused the key' },
  integrity_failure: { title: 'The stored file could not be authenticated' },
  storage_unavailable: { title: 'The storage did not answer, again and again' },
  processing_failed: { title: 'The file could not be processed' },
} as const satisfies Record<string, { title: string }>;

export type FileErrorCode = keyof typeof fileErrors;
