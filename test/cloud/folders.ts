import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Environments, logs and assemblies; whatever is deleted of it is made again. */
export const workFolder = join(root, 'build', 'test-cloud');
export const logsFolder = join(workFolder, 'logs');
