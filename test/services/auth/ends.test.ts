import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticatorOf } from '../../setup/authenticator.ts';
import { codeOf, type FrontDesk, frontDeskOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let desk: FrontDesk;
/** A new address for each test. */
let email: string;
beforeEach(() => {
  desk = frontDeskOf(vault);
  email = `${randomUUID()}@example.org`;
});

describe('by the clock, independent of what the table still holds,', () => {
  it('an access token expires after a quarter of an hour, and the session continues', async () => {
    const { accessToken, refreshToken } = await desk.createAccount(email);
    vault.pass(15 * MINUTE - SECOND);
    await desk.callerOf(accessToken);
    vault.pass(2 * SECOND);
    expect(await codeOf(desk.callerOf(accessToken))).toBe('token_expired');
    await desk.callerOf((await desk.refresh(refreshToken)).accessToken);
  });

  it('a session expires thirty days after its last use', async () => {
    const first = await desk.createAccount(email);
    vault.pass(30 * DAY - MINUTE);
    const { refreshToken } = await desk.refresh(first.refreshToken);
    vault.pass(30 * DAY - MINUTE);
    const last = await desk.refresh(refreshToken);
    vault.pass(30 * DAY + MINUTE);
    expect(await codeOf(desk.refresh(last.refreshToken))).toBe('session_ended');
    // The session does not count as stolen.
    expect(desk.mails.map(({ template }) => template)).not.toContain('session-stolen');
  });

  it('a session expires after ninety days of use, with its access token and its entry in the list', async () => {
    let tokens = await desk.createAccount(email);
    for (const days of [29, 29, 29]) {
      vault.pass(days * DAY);
      tokens = await desk.refresh(tokens.refreshToken);
    }
    vault.pass(3 * DAY - MINUTE);
    const { accessToken, refreshToken } = await desk.refresh(tokens.refreshToken);
    const other = await desk.signIn(email);
    await desk.callerOf(accessToken);
    vault.pass(2 * MINUTE);
    expect(await codeOf(desk.callerOf(accessToken))).toBe('session_ended');
    expect(await codeOf(desk.refresh(refreshToken))).toBe('session_ended');
    const { items } = (await desk.sessionsOf(other.accessToken)).body;
    expect(items.map(({ current }) => current)).toEqual([true]);
  });

  it('a used refresh token returns its successor for ten seconds, and then counts as stolen', async () => {
    const { refreshToken } = await desk.createAccount(email);
    const { refreshToken: successor } = await desk.refresh(refreshToken);
    vault.pass(10 * SECOND);
    expect((await desk.refresh(refreshToken)).refreshToken).toBe(successor);
    vault.pass(1);
    expect(await codeOf(desk.refresh(refreshToken))).toBe('session_ended');
    expect(await codeOf(desk.refresh(successor))).toBe('session_ended');
    expect(desk.mails.at(-1)?.template).toBe('session-stolen');
  });

  it('a link to confirm an address expires after a day', async () => {
    await desk.register(email);
    const token = desk.tokenIn('confirm-address');
    vault.pass(DAY);
    expect(await codeOf(desk.confirm(token))).toBe('link_invalid');
    await desk.register(email);
    vault.pass(DAY - SECOND);
    await desk.confirm(desk.tokenIn('confirm-address'));
  });

  it('a link to set a new password expires after half an hour', async () => {
    await desk.createAccount(email);
    await desk.forget(email);
    const late = desk.tokenIn('reset-password');
    vault.pass(30 * MINUTE);
    expect(await codeOf(desk.reset(late, 'a good new password'))).toBe('link_invalid');
    await desk.forget(email);
    vault.pass(30 * MINUTE - SECOND);
    await desk.reset(desk.tokenIn('reset-password'), 'a good new password');
  });

  it('2FA that is not confirmed expires after an hour', async () => {
    const { accessToken, refreshToken } = await desk.createAccount(email);
    const { body: enrolment } = await desk.beginSecondFactor(accessToken);
    vault.pass(HOUR);
    const { accessToken: later } = await desk.refresh(refreshToken);
    const code = authenticatorOf(enrolment.uri).at(vault.now());
    expect(await codeOf(desk.confirmSecondFactor(later, code))).toBe('second_factor_off');
  });
});
