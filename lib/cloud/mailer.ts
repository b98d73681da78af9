import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** The SES identity that mails come from. SES writes to the address when it is made; whoever owns it confirms. */
export class Mailer extends Construct {
  private readonly sender: string;

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    this.sender = sender;
    new EmailIdentity(this, 'Sender', { identity: Identity.email(sender) });
  }

  /** Sending mail from this sender, and from no other. */
  grantSend(grantee: IGrantable): void {
    const identity = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: this.sender,
    });
    Grant.addToPrincipal({ grantee, actions: ['ses:SendEmail'], resourceArns: [identity] });
  }
}
