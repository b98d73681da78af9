import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Invokes the health check of a function, which checks its dependencies with its own rights. @throws Error if it fails */
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
