import { openQueues } from '../../sqs/index.ts';

// Sends ten messages, says so, and then waits to be killed.
const queues = openQueues(process.argv[2] ?? '', Date.now);
const queue = queues.define('survivor', {});
for (let i = 0; i < 10; i++) queues.enqueue(queue.arn, `message ${i}`);
process.stdout.write('sent');
setInterval(() => queues.enqueue(queue.arn, 'noise'), 1);
