// Who may import whom, as data: one row per area. Ports live in app/model, so that no row needs a type-only exception.

/** Libraries without I/O, allowed in the pure areas. */
const PURE = ['zod', 'ipaddr.js', 'dns-packet', 'saxes', 'p-queue', 'i18next']
const PAGE = [
  ...['react', 'react-dom', 'zustand', 'zod', 'i18next', 'vite', '@types/react', '@types/react-dom'],
  ...['@fluentui/react-components', '@fluentui/react-icons', '@griffel/[^/]+'],
]
const INNER = ['app/contract', 'app/model']
/** Everything that the composition root puts together. */
const COMPOSED = [
  ...INNER,
  ...['app/detection', 'app/providers', 'app/engine', 'app/snapshot', 'app/commands', 'app/store', 'app/platform'],
  ...['app/observe', 'app/control', 'app/compose.ts'],
]

/**
 * area: folder or file. ours: our areas that it may import besides itself. libraries: npm packages, null for any.
 * node: Node's own modules. electron: the electron package.
 */
export const AREAS = [
  { area: 'app/contract', ours: [], libraries: PURE },
  { area: 'app/model', ours: ['app/contract'], libraries: PURE },
  { area: 'app/detection', ours: INNER, libraries: PURE },
  { area: 'app/providers', ours: INNER, libraries: PURE },
  { area: 'app/engine', ours: INNER, libraries: PURE },
  { area: 'app/snapshot', ours: [...INNER, 'app/engine'], libraries: PURE },
  { area: 'app/commands', ours: [...INNER, 'app/engine', 'app/snapshot'], libraries: PURE },
  { area: 'app/store', ours: INNER, libraries: null, node: true },
  { area: 'app/platform', ours: [...INNER, 'native-addon'], libraries: null, node: true },
  { area: 'app/observe', ours: INNER, libraries: null, node: true },
  { area: 'app/control', ours: INNER, libraries: null, node: true },
  { area: 'app/cli', ours: [...INNER, 'app/control', 'app/compose.ts'], libraries: null, node: true },
  { area: 'app/shell', ours: INNER, libraries: null, node: true, electron: true },
  { area: 'app/preload', ours: ['app/contract'], libraries: [], electron: true },
  { area: 'app/compose.ts', ours: COMPOSED, libraries: null, node: true },
  { area: 'app/headless.ts', ours: [...COMPOSED, 'app/headless-context.ts', 'app/cli'], libraries: null, node: true },
  { area: 'app/headless-context.ts', ours: [...COMPOSED, 'app/cli'], libraries: null, node: true },
  {
    area: 'app/main.ts',
    ours: [...COMPOSED, 'app/desktop-engine.ts', 'app/shell'],
    libraries: null,
    node: true,
    electron: true,
  },
  {
    area: 'app/settings-worker.ts',
    ours: [...INNER, 'app/platform', 'app/providers'],
    libraries: null,
    node: true,
  },
  {
    area: 'app/desktop-engine.ts',
    ours: [...COMPOSED, 'app/shell/engine-port.ts'],
    libraries: null,
    node: true,
  },
  { area: 'renderer', ours: ['app/contract'], libraries: PAGE },
  { area: 'native-addon', ours: [], libraries: null, node: true },
]

/** Modules that only these files may import. */
const ONLY_FROM = [
  { what: 'keytar', to: '(^|/)node_modules/(keytar|@github/keytar)/', from: '^app/platform/credentials/keyring' },
  {
    what: 'native-addon',
    to: '^native-addon/',
    from: '^(app/platform/network/(adapter|neighbour)-table|native-addon/)',
  },
]

const literally = (text) => text.replaceAll('.', '\\.')
const within = (areas) => areas.map((area) => (area.endsWith('.ts') ? `^${literally(area)}$` : `^${area}/`)).join('|')
/** Anywhere in the path, because packages may be linked from another folder. */
const PACKAGES = '(^|/)node_modules/'
const OURS = '^(app|renderer|native-addon|build|e2e)/'
/** Tests and their helpers use parts of every area. The rules at the end keep them apart from the product. */
const TEST_HELPERS = '^app/testing/|^app/providers/[^/]+/practice\\.ts$'
const TESTS = `\\.(test|suite)\\.tsx?$|/test/|^renderer/dev/|${TEST_HELPERS}`

function areaRules({ area, ours, libraries, node = false, electron = false }) {
  const from = { path: within([area]), pathNot: TESTS }
  const rules = [
    {
      name: `${area} imports only these of our areas: ${[area, ...ours].join(', ')}`,
      severity: 'error',
      from,
      to: { path: OURS, pathNot: within([area, ...ours]) },
    },
  ]
  if (!node) {
    rules.push({
      name: `${area} does not import Node's modules`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'] },
    })
  }
  if (!electron) {
    rules.push({
      name: `${area} does not import electron`,
      severity: 'error',
      from,
      to: { path: `${PACKAGES}electron/` },
    })
  }
  if (libraries !== null) {
    const known = libraries.map((library) => (library.includes('[') ? library : literally(library)))
    const pathNot = `${PACKAGES}(${[...known, ...(electron ? ['electron'] : [])].join('|')})/`
    rules.push({
      name: `${area} imports no library but ${libraries.join(', ') || 'none'}`,
      severity: 'error',
      from,
      to: { path: PACKAGES, pathNot: known.length > 0 || electron ? pathNot : '^$' },
    })
  }
  return rules
}

export const forbidden = [
  ...AREAS.flatMap(areaRules),
  ...ONLY_FROM.map(({ what, to, from }) => ({
    name: `only its wrapper imports ${what}`,
    severity: 'error',
    from: { path: '^(app|renderer)/', pathNot: `${from}|${TESTS}` },
    to: { path: to },
  })),
  {
    name: 'a test beside its source imports only the practice servers from e2e, and nothing from build',
    severity: 'error',
    from: { path: '^(app|renderer)/' },
    to: { path: '^(build|e2e)/', pathNot: '^e2e/servers/' },
  },
  {
    name: 'only tests use app/testing and the practice.ts of a provider',
    severity: 'error',
    from: { path: '^(app|renderer)/', pathNot: TESTS },
    to: { path: TEST_HELPERS },
  },
  { name: 'no cycles', severity: 'error', from: { path: OURS }, to: { circular: true } },
  { name: 'every import leads somewhere', severity: 'error', from: { path: OURS }, to: { couldNotResolve: true } },
]
