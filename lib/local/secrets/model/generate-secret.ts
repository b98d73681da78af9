import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { flag, number } from '../../kit/parse-properties.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
export const generateSecretString = z.strictObject({
  PasswordLength: number.int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: flag.default(false),
  ExcludeUppercase: flag.default(false),
  ExcludeNumbers: flag.default(false),
  ExcludePunctuation: flag.default(false),
  IncludeSpace: flag.default(false),
  RequireEachIncludedType: flag.default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

type Rules = z.output<typeof generateSecretString>;

/**
 * A random secret by the rules of the template. With `SecretStringTemplate`, a JSON object that contains it.
 *
 * @throws Error for rules that leave too few characters
 */
export function generateSecret(rules: Rules): string {
  const password = generatePassword(rules);
  if (rules.SecretStringTemplate === undefined || rules.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(rules.SecretStringTemplate));
  return JSON.stringify({ ...template, [rules.GenerateStringKey]: password });
}

function generatePassword(rules: Rules): string {
  const types = [
    rules.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers ? '' : '0123456789',
    rules.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    rules.IncludeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((character) => !rules.ExcludeCharacters.includes(character)))
    .filter((type) => type.length > 0);
  const all = types.flat();
  if (all.length === 0) throw new Error('The rules for the secret exclude every character.');
  if (rules.RequireEachIncludedType && rules.PasswordLength < types.length) {
    throw new Error('The secret is too short to hold each included type.');
  }
  // Drawn again until it matches, so that all allowed passwords are equally likely.
  for (;;) {
    const password = Array.from({ length: rules.PasswordLength }, () => all[randomInt(all.length)]);
    const fits = types.every((type) => password.some((character) => character && type.includes(character)));
    if (fits || !rules.RequireEachIncludedType) return password.join('');
  }
}
