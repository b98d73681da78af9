import { expect, inject, it } from 'vitest';
import { signedIn } from '../setup/vault-client.ts';

const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/01ARZ3NDEKTSV4RRFFQ69G5FAV';

it('an open vault without configured administrators has no administrator', async () => {
  const client = await signedIn(inject('vault'));
  expect(await client.problem('startRewrap', { body: { keyArn: KEY } })).toMatchObject({
    status: 403,
    code: 'administrator_required',
  });
});
