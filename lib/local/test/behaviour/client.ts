import { inject } from 'vitest';

const { endpoint, credentials, outputs } = inject('cloud');

/** What every SDK client of these tests is made with: one attempt, so that an error is seen and not repeated. */
export const settings = { region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 };

/** The value of an output of the tests' template. */
export function output(name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the template has no output ${name}`);
  return value;
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : undefined;
    return { name: error.name, status };
  }
  throw new Error('the call was not refused');
}
