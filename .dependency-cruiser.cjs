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
const aws = 'node_modules/@(aws-sdk|smithy)/';
const door = (room) => `^functions/${room}/index\\.ts$`;
const contract = door('contract');
const message = door('message');
const platform = door('platform');
const types = 'node_modules/@types/';

module.exports = {
  forbidden: [
    only('functions/contract', [zod], 'The contract is read by everybody, so it needs nobody.'),
    only(
      'functions/message',
      [],
      'The message format runs wherever there is a Web platform: the cipher is given to it.',
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
      'What every function shares: AWS, HTTP, accounts and records, but no service. Of the message format it takes types alone.',
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
        'A service knows contract, message and platform by their doors, and never another service.',
      ),
    ),
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
      comment: 'The page speaks to the product over HTTP, in the words of the contract.',
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
      comment: 'An entry opens one door.',
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
