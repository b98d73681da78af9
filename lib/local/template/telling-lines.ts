import { sep } from 'node:path';

const MOST_LINES = 20;
const FRAME = /^\s+at\s/;
/** What Node prints about itself before an error that nobody caught: where it gave up, and how. */
const PREAMBLE = /^(?:node:internal\/\S+:\d+|\s*triggerUncaughtException\(|\s*\^\s*|\s*)$/;
const EPILOGUE = /^(?:Node\.js v[\d.]+|\s*)$/;

/**
 * What a person needs of all that a failed process of Node has printed: what is wrong, and where in the project. Of a stack it is
 * the first frame outside of packages and Node itself.
 *
 * @param projectFolder - paths are told relative to it
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
