import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { mailSender, workSender } from '#aws';
import { leaseTimes } from '#vault';
import { type DeliveryDependencies, takeDelivery } from '../../functions/encryptor/take-delivery.ts';
import type { IdleVault } from './idle-vault.ts';

/** What the stack tells the encryptor. */
export const MAX_RECEIVES = 5;

/** The encryptor's dependencies on a vault in which nobody else is at work. */
export function encryptorOf(vault: IdleVault): DeliveryDependencies {
  return {
    ...vault,
    maxReceives: MAX_RECEIVES,
    retrySeconds: 5,
    leaseTimes: leaseTimes(60),
    outboxMinutes: 15,
    spreading: { above: 2 ** 30, run: 2 ** 29 },
    mostParts: 10_000,
    sendWork: workSender(vault.sqs, vault.workQueue),
    sendMail: mailSender(vault.sqs, vault.mailQueue),
  };
}

/** Takes a message from the queue of work, whatever it is; undefined where there is none. */
export async function receive(vault: IdleVault): Promise<Message | undefined> {
  const command = new ReceiveMessageCommand({ QueueUrl: vault.workQueue, VisibilityTimeout: 60 });
  const { Messages } = await vault.sqs.send(command);
  return Messages?.[0];
}

/**
 * Does what one message asks for, and deletes it as Lambda would.
 *
 * @param receives - how often it was delivered, this time included
 */
export async function deliver(
  dependencies: DeliveryDependencies,
  { Body: body = '', ReceiptHandle: receiptHandle = '' }: Message,
  receives = 1,
): Promise<void> {
  await takeDelivery(dependencies, { body, receiptHandle, receives }, () => 15 * 60_000);
  const command = new DeleteMessageCommand({
    QueueUrl: dependencies.workQueue,
    ReceiptHandle: receiptHandle,
  });
  await dependencies.sqs.send(command);
}

/** Does everything that stands in the queue of work. */
export async function workOff(vault: IdleVault): Promise<void> {
  for (let message = await receive(vault); message !== undefined; message = await receive(vault))
    await deliver(encryptorOf(vault), message);
}

/** Deletes everything that stands in the queue of work, as if it had never been sent. */
export async function loseMessages(vault: IdleVault): Promise<void> {
  for (let message = await receive(vault); message !== undefined; message = await receive(vault)) {
    const { ReceiptHandle } = message;
    await vault.sqs.send(new DeleteMessageCommand({ QueueUrl: vault.workQueue, ReceiptHandle }));
  }
}
