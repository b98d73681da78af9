import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder for environments, logs and cloud assemblies. All of it can be deleted: it is created again when needed. */
export const workFolder = join(root, 'build', 'test-cloud');
export const logsFolder = join(workFolder, 'logs');
