import { expect, inject, it } from 'vitest';
import { fileTypes, SINGLE_UPLOAD_LIMIT } from '#contract';
import { stranger } from '../setup/vault-client.ts';

const vault = inject('vault');

it.runIf(vault.embedded !== undefined)(
  'GET /config answers the public settings without a sign-in',
  async () => {
    expect(await stranger(vault).call('config')).toEqual({
      types: Object.entries(fileTypes).map(([contentType, { label, extensions }]) => ({
        contentType,
        label,
        extensions,
      })),
      maxFileSize: 2 ** 31,
      singleUploadLimit: SINGLE_UPLOAD_LIMIT,
      registration: 'open',
      languages: ['en'],
    });
  },
);
