import { sep } from 'node:path';

const MOST_LINES = 20;
const FRAME = /^\s+at\s/;
/** Node's lines before an uncaught error. */
const PREAMBLE = /^(?:node:internal\/\S+:\d+|\s*triggerUncaughtException\(|\s*\^\s*|\s*)$/;
const EPILOGUE = /^(?:Node\.js v[\d.]+|\s*)$/;

/**
 * Selects the useful lines from the output of a failed Node process: the error and the first stack frame in the project.
 *
 * @param projectFolder - paths are made relative to it
 */
export function tellingLines(lines: readonly string[], projectFolder: string): string[] {
  const root = projectFolder.endsWith(sep) ? projectFolder : projectFolder + sep;
  let inPreamble = false;
  let hasFrame = false;
  const telling = lines.filter((line) => {
    inPreamble = line.startsWith('node:internal/') || (inPreamble && PREAMBLE.test(line));
    if (inPreamble || EPILOGUE.test(line)) return false;
    if (!FRAME.test(line)) return true;
    const isFirst = !hasFrame && line.includes(root) && !line.includes('node_modules');
    hasFrame ||= isFirst;
    return isFirst;
  });
  return telling.map((line) => line.replaceAll(`file://${root}`, '').replaceAll(root, '')).slice(-MOST_LINES);
}
