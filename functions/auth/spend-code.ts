import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { conditionalUpdate, readItem } from '#aws';
import { Problem } from '#contract';
import type { AuthDependencies } from './dependencies.ts';
import { type SecondFactorRecord, secondFactorRecordSchema } from './records.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';

/**
 * Verifies a code for two-factor authentication and uses it up. Of concurrent requests with the same code, only one succeeds.
 *
 * @param address - IP address of the client
 * @returns the id of the second factor
 * @throws Problem `code_wrong` or `rate_limited`
 */
export async function spendCode(
  dependencies: AuthDependencies,
  user: string,
  code: string,
  address: string,
): Promise<string> {
  const { accounts, limiter } = dependencies;
  const attempt = await limiter('code', address, user);
  const record = await readItem(accounts, accountKeys.secondFactor(user), secondFactorRecordSchema);
  if (record === undefined) throw new Problem('code_wrong');
  const isTaken = /^\d{6}$/.test(code)
    ? await takeStep(dependencies, user, record, code)
    : await takeRecoveryCode(dependencies, user, record, code);
  if (!isTaken) throw new Problem('code_wrong');
  await attempt.succeeded();
  return record.id;
}

async function takeStep(
  dependencies: AuthDependencies,
  user: string,
  record: SecondFactorRecord,
  code: string,
): Promise<boolean> {
  const secret = await dependencies.sealer.open(user, record.sealedSecret);
  const step = stepOfCode(secret, code, dependencies.now());
  if (step === undefined || step <= record.lastStep) return false;
  // Refused if another code was used in the meantime, because this code may be older. The app shows a new one within seconds.
  const update = conditionalUpdate({ set: { lastStep: step } }, { id: record.id, lastStep: record.lastStep });
  return write(dependencies, user, update);
}

async function takeRecoveryCode(
  dependencies: AuthDependencies,
  user: string,
  record: SecondFactorRecord,
  code: string,
): Promise<boolean> {
  const path = `recoveryCodes.${hashRecoveryCode(code)}`;
  return write(dependencies, user, conditionalUpdate({ remove: [path] }, { id: record.id, [path]: true }));
}

/** @returns false if the condition is not met */
async function write(
  { accounts }: AuthDependencies,
  user: string,
  update: ReturnType<typeof conditionalUpdate>,
): Promise<boolean> {
  const Key = accountKeys.secondFactor(user);
  try {
    await accounts.client.send(new UpdateCommand({ TableName: accounts.name, Key, ...update }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
