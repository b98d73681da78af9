import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Attestation, type AttestationRequest, attestationSchema } from '#contract';

/** Asks the one function that signs. */
export type Attest = (request: AttestationRequest) => Promise<Attestation>;

/**
 * @param FunctionName - of the attestor
 */
export function attestorCaller(lambda: LambdaClient, FunctionName: string): Attest {
  return async (request) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(request) }),
    );
    // What went wrong stands in the attestor's own log.
    if (FunctionError !== undefined || Payload === undefined)
      throw new Error(`The attestor did not answer: ${FunctionError ?? 'no payload'}`);
    return attestationSchema.parse(JSON.parse(Payload.transformToString()));
  };
}
