import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type FrontDesk, frontDeskOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
let desk: FrontDesk;
/** An address with an account. */
const known = `${randomUUID()}@example.org`;
beforeAll(async () => {
  vault = await openIdleVault();
  desk = frontDeskOf(vault);
  await desk.register(known);
  await desk.confirm(desk.tokenIn('confirm-address'));
});
afterAll(() => vault[Symbol.asyncDispose]());

const DAY = 24 * 3600_000;
const unknown = () => `${randomUUID()}@example.org`;

/** The work of a request that takes time: DynamoDB calls in order, password hashes and emails. */
async function workOf(request: () => Promise<unknown>): Promise<string[]> {
  // Otherwise the limiter makes other calls for a client that has asked before.
  vault.pass(DAY);
  const work: string[] = [];
  const hashing = createHook({
    init: (_, type) => void (type === 'SCRYPTREQUEST' && work.push('scrypt')),
  }).enable();
  const name = 'record-work';
  const { middlewareStack } = vault.accounts.client;
  middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        work.push(commandName);
        return next(args);
      },
    { step: 'initialize', name },
  );
  const mailsBefore = desk.mails.length;
  try {
    await request();
  } finally {
    hashing.disable();
    middlewareStack.remove(name);
  }
  return [...work, ...desk.mails.slice(mailsBefore).map(() => 'mail')];
}

describe('a client cannot tell by the work of a request whether an address has an account', () => {
  it('when it signs in with a wrong password', async () => {
    const guess = (email: string) => workOf(() => codeOf(desk.signIn(email, 'not the password')));
    const work = await guess(known);
    expect(work).toContain('scrypt');
    expect(await guess(unknown())).toEqual(work);
  });

  it('when it registers the address', async () => {
    const register = (email: string) => workOf(() => desk.register(email));
    const work = await register(known);
    expect(work).toContain('scrypt');
    expect(await register(unknown())).toEqual(work);
  });

  it('when it asks for a password reset', async () => {
    const forget = (email: string) => workOf(() => desk.forget(email));
    const work = await forget(known);
    expect(work).toContain('mail');
    expect(await forget(unknown())).toEqual(work);
  });
});
