/**
 * The layers of ARCHITECTURE.md as errors. Type-only imports count: a room that names a lower room's types depends on it.
 * swc parses the sources, because dependency-cruiser cannot use TypeScript 7.
 */

/** From the top of the house down: a room imports itself and the rooms before it, nothing else of src/. */
const rooms = [
  'lib',
  'kube',
  'git',
  'oci',
  'source',
  'render',
  'secret',
  'image',
  'health',
  'plan',
  'apply',
  'app',
  'operator',
  'hub',
  'audit',
  'cli',
];

/** Tests, and what only tests use. */
const test = [String.raw`\.test\.ts$`, String.raw`/testing(/|\.ts$)`];
const io = 'child_process|cluster|dgram|dns|fs|http|http2|https|net|readline|sqlite|tls|worker_threads';
const ioModules = [`^(node:)?(${io})($|/)`, '/undici/', '/piscina/'];

const layerRules = rooms.slice(0, -1).map((room, index) => ({
  name: `layer-${room}`,
  comment: `src/${room}/ imports only itself and ${rooms.slice(0, index).join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${rooms.slice(index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'room-is-known',
      comment: 'a new folder of src/ takes its place in the list of rooms first',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${rooms.join('|')})/` },
    },
    {
      name: 'protocol-clients-know-only-lib',
      comment: 'kube/, git/ and oci/ speak a protocol and know no word of tug; each can be lifted out',
      severity: 'error',
      from: { path: '^src/(kube|git|oci)/' },
      to: { path: '^src/', pathNot: '^src/(lib|$1)/' },
    },
    {
      name: 'strategies-are-strangers',
      comment:
        'strategies of one room never import each other; render/engine/ is machinery that kustomize/ and helm/ share',
      severity: 'error',
      from: { path: '^src/(source|render|secret|image)/([^/]+)/', pathNot: test },
      to: { path: '^src/$1/[^/]+/', pathNot: ['^src/$1/$2/', '^src/render/engine/'] },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'plan/ and health/ are pure: nothing they reach, however far, touches files, processes or the network',
      severity: 'error',
      from: { path: '^src/(plan|health)/', pathNot: test },
      to: { path: ioModules, reachable: true },
    },
    {
      name: 'one-http-client',
      comment: 'who speaks to the network is kept countable',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/kube/', '^src/lib/http', ...test] },
      to: { path: '/undici/' },
    },
    {
      name: 'engine-behind-render',
      comment: 'the WebAssembly host is machinery of the renderer',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/render/engine/', ...test] },
      to: { path: '^engine/' },
    },
    {
      name: 'sandbox-behind-cli',
      severity: 'error',
      from: { path: '^(src|engine)/', pathNot: ['^src/cli/', ...test] },
      to: { path: '^sandbox/' },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^(src|sandbox|engine)/', pathNot: test },
      to: { path: ['^(test|bench|examples)/', ...test] },
    },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(src|sandbox|engine)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
