/**
 * The import table of the rooms: what each may import, and nothing else.
 *
 * @param {string} room - the folder, a regular expression
 * @param {string[]} allowed - what its files may import besides each other, regular expressions on resolved paths
 * @param {string} comment - why
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
const sdk = 'node_modules/@(aws-sdk|smithy)/';
const types = 'node_modules/@types/';
const door = (room) => `^functions/${room}/index\\.ts$`;
const contract = door('contract');
const message = door('message');
const aws = door('aws');
const http = door('http');
const vault = door('vault');
const accounts = door('accounts');
const services = [
  'attestor',
  'auth',
  'deleter',
  'encryptor',
  'files',
  'janitor',
  'notifier',
  'ops',
  'rewrapper',
  'shares',
  'tombstone-replayer',
];

module.exports = {
  forbidden: [
    only('functions/contract', [zod], 'Every other room imports the contract, so it imports none of them.'),
    only(
      'functions/message',
      [],
      'The message format runs on any Web platform. Its callers pass the cipher in.',
    ),
    only(
      'functions/aws',
      [
        contract,
        message,
        zod,
        sdk,
        node,
        types,
        'node_modules/(@aws-lambda-powertools|jose|ulid|content-disposition)/',
      ],
      'Clients, tables, queues, environment, logs and metrics. It knows nothing of files or people.',
    ),
    only(
      'functions/http',
      [contract, aws, zod, sdk, node, types, 'node_modules/@middy/'],
      'The kit for functions that answer requests. It knows nothing of files or people.',
    ),
    only(
      'functions/accounts',
      [contract, aws, http, zod, sdk, node, types, 'node_modules/jose/'],
      'The domain of people. It knows nothing of files.',
    ),
    only(
      'functions/vault',
      [contract, message, aws, http, zod, sdk, node, types],
      'The domain of files. It knows nothing of people.',
    ),
    ...services.map((service) =>
      only(
        `functions/${service}`,
        [
          contract,
          message,
          aws,
          http,
          vault,
          accounts,
          zod,
          sdk,
          node,
          types,
          'node_modules/(file-type|otpauth|hash-wasm)/',
        ],
        'A service imports the rooms below it through their doors, and never another service.',
      ),
    ),
    {
      name: 'every-room-is-in-the-table',
      comment: 'A new folder in functions/ needs a row in this table.',
      severity: 'error',
      from: {},
      to: {
        path: '^functions/',
        pathNot: `^functions/(contract|message|aws|http|accounts|vault|${services.join('|')})/`,
      },
    },
    only(
      'lib/cloud',
      [contract, zod, node, 'node_modules/(aws-cdk-lib|constructs|esbuild|vite)/'],
      'The stack knows the functions by path alone; environments and routes come from the contract.',
    ),
    only(
      'lib/cli',
      [contract, message, zod, node, 'node_modules/jose/'],
      'The command line works without the service: on what it was given, in the words of the contract.',
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
      comment: 'The page speaks to the product over HTTP, in the words of the contract.',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^(functions|lib|bin|test)/', pathNot: [contract, message] },
    },
    {
      name: 'bin-one-door',
      comment: 'An entry opens one door.',
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
