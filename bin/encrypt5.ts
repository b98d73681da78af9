import { runCommandLine } from '#cli';

process.exitCode = await runCommandLine(process.argv.slice(2), { out: console.log, err: console.error });
