import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Asks a function how it is; it tries what it depends on with its own rights. @throws Error where it is not well */
export async function checkFunction(lambda: LambdaClient, FunctionName: string): Promise<void> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ health: true }) }),
  );
  if (FunctionError !== undefined)
    throw new Error(
      Buffer.from(Payload ?? [])
        .toString('utf8')
        .slice(0, 500),
    );
}
