import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { mailSender, workSender } from '#aws';
import { leaseTimes } from '#vault';
import { type DeliveryDependencies, takeDelivery } from '../../functions/encryptor/take-delivery.ts';
import { samplePdf } from '../setup/sample-files.ts';
import type { IdleVault } from './idle-vault.ts';
import type { Owner } from './owner.ts';

/** How often the stack delivers a work item to the encryptor. */
export const MAX_RECEIVES = 5;

/** The encryptor's dependencies in an idle vault. */
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

/** Receives a work item from the queue; undefined if the queue is empty. */
export async function receive(vault: IdleVault): Promise<Message | undefined> {
  const command = new ReceiveMessageCommand({ QueueUrl: vault.workQueue, VisibilityTimeout: 60 });
  const { Messages } = await vault.sqs.send(command);
  return Messages?.[0];
}

/**
 * Handles one work item and deletes it, as Lambda does.
 *
 * @param receives - how often it was delivered, including this time
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

/** Receives a work item that must be in the queue. */
export async function receiveNext(vault: IdleVault): Promise<Message> {
  const message = await receive(vault);
  if (message === undefined) throw new Error('the work queue is empty');
  return message;
}

/** Handles all work items in the queue. */
export async function workOff(vault: IdleVault, encryptor = encryptorOf(vault)): Promise<void> {
  for (let message = await receive(vault); message !== undefined; message = await receive(vault))
    await deliver(encryptor, message);
}

/** Uploads a file and encrypts it. */
export async function encryptedFile(vault: IdleVault, owner: Owner, file = samplePdf()): Promise<string> {
  const id = await owner.upload(file);
  await workOff(vault);
  const { status } = (await owner.file(id)).body;
  if (status !== 'encrypted') throw new Error(`the file is ${status}, not encrypted`);
  return id;
}

/** Decrypts a file and downloads the copy. */
export async function decryptedBytes(
  vault: IdleVault,
  owner: Owner,
  id: string,
  encryptor = encryptorOf(vault),
): Promise<Buffer> {
  const operation = await owner.decrypt(id);
  await workOff(vault, encryptor);
  return downloadCopy(owner, operation);
}

/** Downloads the copy of an operation that is ready. */
export async function downloadCopy(owner: Owner, operation: string): Promise<Buffer> {
  const { status, download } = (await owner.operation(operation)).body;
  if (download === undefined) throw new Error(`the operation is ${status}, without a download`);
  return Buffer.from(await (await fetch(download.url)).arrayBuffer());
}

/** Deletes all work items in the queue, as if they had never been sent. */
export async function loseWork(vault: IdleVault): Promise<void> {
  for (let message = await receive(vault); message !== undefined; message = await receive(vault)) {
    const { ReceiptHandle } = message;
    await vault.sqs.send(new DeleteMessageCommand({ QueueUrl: vault.workQueue, ReceiptHandle }));
  }
}
