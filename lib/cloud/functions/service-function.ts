import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName, Variables } from '#contract';
import type { Bundles } from '../build.ts';

export interface ServiceFunctionProps<F extends FunctionName> {
  readonly name: F;
  readonly bundles: Bundles;
  readonly description: string;
  /** Everything that the function's environment schema asks for; a missing one does not compile. */
  readonly variables: Variables<F>;
  /** MB; the share of a CPU grows with it, a whole one from 1,769. */
  readonly memory: number;
  readonly timeout: Duration;
  /** Options of Node itself. */
  readonly nodeOptions?: string;
}

/** One of the vault's functions, with the defaults that all of them share. */
export class ServiceFunction<F extends FunctionName> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps<F>) {
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundles.functionFolder(props.name)),
      handler: 'index.handler',
      memorySize: props.memory,
      timeout: props.timeout,
      environment: {
        ...Object.fromEntries(Object.entries(props.variables).map(([name, value]) => [name, String(value)])),
        ...(props.nodeOptions !== undefined && { NODE_OPTIONS: props.nodeOptions }),
      },
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(scope, `${id}Log`, {
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
  }
  /** Allows invoking the function. The CDK's own grant would also name every version of it. */
  grantAsk(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.functionArn],
    });
  }
}
