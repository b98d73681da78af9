import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type FrontDesk, frontDeskOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
let desk: FrontDesk;
/** Somebody who has an account. */
const known = `${randomUUID()}@example.org`;
beforeAll(async () => {
  vault = await openIdleVault();
  desk = frontDeskOf(vault);
  await desk.register(known);
  await desk.confirm(desk.tokenIn('confirm-address'));
});
afterAll(() => vault[Symbol.asyncDispose]());

const DAY = 24 * 3600_000;
const nobody = () => `${randomUUID()}@example.org`;

/** What a request has to do that takes time: calls of DynamoDB, in order, passwords to hash, and mails to send. */
async function workOf(doing: () => Promise<unknown>): Promise<string[]> {
  // Whoever has asked before is counted by other calls, whomever he asked about.
  vault.pass(DAY);
  const work: string[] = [];
  const hashing = createHook({
    init: (_, type) => void (type === 'SCRYPTREQUEST' && work.push('scrypt')),
  }).enable();
  const name = 'noteWork';
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
    await doing();
  } finally {
    hashing.disable();
    middlewareStack.remove(name);
  }
  return [...work, ...desk.mails.slice(mailsBefore).map(() => 'mail')];
}

describe('whoever asks cannot tell by the work whether an address has an account', () => {
  it('when he signs in with a wrong password', async () => {
    const guess = (email: string) => workOf(() => codeOf(desk.signIn(email, 'not the password')));
    const work = await guess(known);
    expect(work).toContain('scrypt');
    expect(await guess(nobody())).toEqual(work);
  });

  it('when he registers it', async () => {
    const register = (email: string) => workOf(() => desk.register(email));
    const work = await register(known);
    expect(work).toContain('scrypt');
    expect(await register(nobody())).toEqual(work);
  });

  it('when he has forgotten its password', async () => {
    const forget = (email: string) => workOf(() => desk.forget(email));
    const work = await forget(known);
    expect(work).toContain('mail');
    expect(await forget(nobody())).toEqual(work);
  });
});
