import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** The SES identity that sends emails. When it is created, SES sends a confirmation link to the address. */
export class Mailer extends Construct {
  private readonly sender: string;

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    this.sender = sender;
    new EmailIdentity(this, 'Sender', { identity: Identity.email(sender) });
  }

  /** Grants sending emails from this address only. */
  grantSend(grantee: IGrantable): void {
    const identity = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: this.sender,
    });
    Grant.addToPrincipal({ grantee, actions: ['ses:SendEmail'], resourceArns: [identity] });
  }
}
