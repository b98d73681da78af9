/**
 * Makes a rule of the import table: the files of a room may import each other and what is listed, but nothing else.
 *
 * @param {string} room - the folder, as a regular expression
 * @param {string[]} allowed - regular expressions for the resolved paths of the other imports that are allowed
 * @param {string} comment - the reason
 */
function only(room, allowed, comment) {
  return {
    name: `${room.replaceAll(/[^a-z0-9]+/gi, '-')}-imports`,
    comment,
    severity: 'error',
    from: { path: `^${room}/` },
    to: { pathNot: [`^${room}/`, ...allowed] },
  };
}

const zod = 'node_modules/zod/';
const node =
  '^(node:)?(crypto|zlib|util|stream|timers|fs|path|url|os|child_process|http|net|vm|worker_threads|events|buffer|sqlite|process|assert)';
const aws = 'node_modules/@(aws-sdk|smithy)/';
const door = (room) => `^functions/${room}/index\\.ts$`;
const contract = door('contract');
const message = door('message');
const platform = door('platform');
const types = 'node_modules/@types/';

module.exports = {
  forbidden: [
    only('functions/contract', [zod], 'All rooms import the contract, so it imports none of them.'),
    only(
      'functions/message',
      [],
      'The message format runs on every Web platform. Its callers pass the cipher to it.',
    ),
    only(
      'functions/platform',
      [
        contract,
        message,
        zod,
        aws,
        node,
        types,
        'node_modules/(@middy|@aws-lambda-powertools)/',
        'node_modules/(jose|ulid)/',
      ],
      'The platform is shared by all functions, so it imports no service. From the message format it uses only types.',
    ),
    ...[
      'attestor',
      'auth',
      'files',
      'encryptor',
      'notifier',
      'janitor',
      'ops',
      'restorer',
      'rewrapper',
      'closer',
    ].map((service) =>
      only(
        `functions/${service}`,
        [
          contract,
          message,
          platform,
          zod,
          aws,
          node,
          types,
          'node_modules/(file-type|content-disposition|otpauth|hash-wasm)/',
        ],
        'A service imports contract, message and platform by their index.ts, and no other service.',
      ),
    ),
    only(
      'lib/cloud',
      [contract, zod, node, 'node_modules/(aws-cdk-lib|constructs|esbuild|vite)/'],
      'The stack finds the functions by path. It imports their environments and routes from the contract.',
    ),
    only(
      'lib/cli',
      [contract, message, zod, node, 'node_modules/jose/'],
      'The command line works offline, on files. It imports their schemas from the contract.',
    ),
    {
      name: 'lib-local-imports',
      comment: 'The embedded cloud knows the product by the synthesized template alone.',
      severity: 'error',
      from: { path: '^lib/local/' },
      to: { path: '^(functions|frontend|lib/cloud|bin)/' },
    },
    {
      name: 'frontend-imports',
      comment: 'The page uses the product over HTTP. It imports the schemas from the contract.',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^(functions|lib|bin|test)/', pathNot: [contract, message] },
    },
    {
      name: 'bin-one-door',
      comment: 'An entry point imports rooms by their index.ts only.',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^(functions|lib|frontend|test)/', pathNot: ['^lib/(cli|cloud|local)/index\\.ts$'] },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: '^(bin|lib|functions|frontend)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|cdk\\.out)/' },
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
