import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureApi } from './api.ts';
import { measureEncryptor } from './encryptor.ts';
import { measureFunctionStarts } from './function-starts.ts';
import { measureLocalS3 } from './local-s3.ts';
import type { Measurement } from './measure.ts';
import { measureMessage } from './message.ts';
import { measureStart } from './start.ts';

/**
 * Each module measures one part of the product. They run one after the other, so that they do not affect each other.
 */
const MODULES = [
  measureMessage,
  measureEncryptor,
  measureLocalS3,
  measureStart,
  measureFunctionStarts,
  measureApi,
];

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const measurements: Measurement[] = [];
for (const measure of MODULES) measurements.push(...(await measure()));

console.table(
  measurements.map(({ name, value, unit, against = '' }) => ({
    name,
    value: Number(value.toFixed(2)),
    unit,
    against,
  })),
);
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify(measurements, undefined, 2)}\n`);
