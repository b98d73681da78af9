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

/** The rooms of the page, lowest first: each may import those that its list names. */
const page = {
  locales: [],
  api: ['locales'],
  design: ['locales', 'api'],
  session: ['locales', 'api', 'design'],
  credentials: ['locales', 'api', 'design', 'session'],
  'sign-in': ['locales', 'api', 'design', 'session', 'credentials'],
  share: ['locales', 'api', 'design', 'session', 'credentials'],
  uploads: ['locales', 'api', 'design', 'session'],
  files: ['locales', 'api', 'design', 'session', 'credentials', 'uploads'],
  account: ['locales', 'api', 'design', 'session', 'credentials'],
  administration: ['locales', 'api', 'design', 'session'],
};

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
      'The stack finds the functions by path. It imports their environments and routes from the contract.',
    ),
    only(
      'lib/cli',
      [contract, message, zod, node, 'node_modules/jose/'],
      'The command line works offline, on files. It imports their schemas from the contract.',
    ),
    {
      name: 'local-cloud-imports',
      comment: 'The local cloud is a package of its own: it knows templates, not the product.',
      severity: 'error',
      from: { path: '^lib/local/' },
      to: { path: '^(functions|frontend|lib|bin|test)/', pathNot: '^lib/local/' },
    },
    {
      name: 'local-cloud-one-door',
      comment: 'The local cloud is imported as any package: by its index.ts.',
      severity: 'error',
      from: { path: '^(functions|frontend|lib|bin)/', pathNot: '^lib/local/' },
      to: { path: '^lib/local/', pathNot: '^lib/local/index\\.ts$' },
    },
    {
      name: 'frontend-imports',
      comment: 'The page uses the product over HTTP. It imports the schemas from the contract.',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^(functions|lib|bin|test)/', pathNot: [contract, message] },
    },
    ...Object.entries(page).map(([room, lower]) => ({
      name: `frontend-${room}-imports`,
      comment: 'The rooms of the page depend on each other in one direction.',
      severity: 'error',
      from: { path: `^frontend/${room}/` },
      to: { path: '^frontend/', pathNot: `^frontend/(${[room, ...lower].join('|')})/` },
    })),
    {
      name: 'frontend-locales-door',
      comment: 'Everything but the catalogues themselves takes the language from the door.',
      severity: 'error',
      from: { path: '^frontend/', pathNot: '^frontend/locales/' },
      to: { path: '^frontend/locales/', pathNot: '^frontend/locales/index\\.ts$' },
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
      to: { path: '^(lib/local/)?test/' },
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
    // Its parser does not know `await using`; Biome holds the tests to their imports.
    exclude: { path: '^(build|cdk\\.out|lib/local/test)/' },
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
