// Switches that would let anybody who can start the app with arguments control it, listen to it or weaken its page. Electron's
// fuses turn off Node's debugger; everything else needs this list. Chromium's own parser decides whether a switch is set: it
// takes one dash, a leading blank and on Windows a slash, and Electron turns some variables of the environment into switches.

/** In the order in which the first one is named to the user. Lower case, as Chromium compares them. */
const REFUSED = [
  // A debugger for the page or the main process.
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-debugging-targets'],
  ...[
    'remote-debugging-socket-name',
    'remote-allow-origins',
    'auto-open-devtools-for-tabs',
    'custom-devtools-frontend',
  ],
  ...['inspect', 'inspect-brk', 'inspect-brk-node', 'inspect-port', 'inspect-publish-uid', 'inspect-wait'],
  ...['debug', 'debug-brk', 'debug-port', 'experimental-network-inspection', 'enable-automation', 'test-type'],
  'unsafely-expose-electron-internals-for-testing',
  // Other code in a process of ours.
  ...[
    'js-flags',
    'load-extension',
    'disable-extensions-except',
    'extensions-on-chrome-urls',
    'register-pepper-plugins',
  ],
  ...['renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher', 'ppapi-plugin-launcher', 'browser-subprocess-path'],
  ...['renderer-startup-dialog', 'utility-startup-dialog', 'wait-for-debugger', 'wait-for-debugger-children'],
  ...[
    'wait-for-debugger-on-navigation',
    'zygote-cmd-prefix',
    'mojo-core-library-path',
    'enable-experimental-extension-apis',
  ],
  ...['widevine-cdm-path', 'ppapi-flash-path', 'enable-blink-features', 'enable-blink-test-features'],
  'enable-experimental-web-platform-features',
  // What confines the page.
  ...['disable-web-security', 'allow-file-access', 'allow-running-insecure-content', 'single-process'],
  ...['unsafely-treat-insecure-origin-as-secure', 'disable-site-isolation-trials'],
  ...[
    'secure-schemes',
    'bypasscsp-schemes',
    'fetch-schemes',
    'cors-schemes',
    'service-worker-schemes',
    'code-cache-schemes',
  ],
  ...['node-integration-in-worker', 'force-webrtc-ip-handling-policy', 'webrtc-event-logging'],
  ...['use-fake-ui-for-media-stream', 'auto-accept-camera-and-microphone-capture'],
  // Where its requests go, and who may read them.
  ...['ignore-certificate-errors', 'ignore-certificate-errors-spki-list', 'ignore-urlfetcher-cert-requests'],
  ...[
    'use-mock-cert-verifier-for-testing',
    'mock-cert-verifier-default-result-for-testing',
    'ip-address-space-overrides',
  ],
  ...[
    'allow-insecure-localhost',
    'host-rules',
    'host-resolver-rules',
    'proxy-server',
    'proxy-pac-url',
    'proxy-auto-detect',
    // It goes before the dead end that the page's session has for a proxy.
    'no-proxy-server',
  ],
  ...['proxy-bypass-list', 'auth-server-allowlist', 'auth-server-whitelist', 'auth-negotiate-delegate-allowlist'],
  ...['auth-negotiate-delegate-whitelist', 'log-net-log', 'net-log-capture-mode', 'ssl-key-log-file'],
  ...['trace-startup', 'trace-startup-file', 'trace-config-file', 'enable-tracing', 'enable-tracing-output'],
  // The page’s sandbox. Last: whoever also asks for something above is told that.
  ...['no-sandbox', 'disable-setuid-sandbox', 'disable-namespace-sandbox', 'disable-seccomp-filter-sandbox'],
  ...['no-zygote-sandbox', 'no-unsandboxed-zygote', 'allow-sandbox-debugging', 'disable-win32k-lockdown', 'no-zygote'],
] as const

/** Electron's `app.commandLine`, as far as it is needed. */
export interface CommandLine {
  hasSwitch(name: string): boolean
}

/** Electron before 29 sets it itself, so only the arguments tell who else did. */
const SET_BY_ELECTRON = 'allow-file-access-from-files'
const AS_ARGUMENT = new RegExp(`^\\s*(--|-|/)${SET_BY_ELECTRON}\\s*(=|$)`, 'i')

/**
 * @param argv the arguments as they were given
 * @returns the first switch with which a packaged app must not start; null when there is none.
 */
export const refusedSwitch = (commandLine: CommandLine, argv: readonly string[]): string | null =>
  REFUSED.find((name) => commandLine.hasSwitch(name)) ??
  (argv.some((argument) => AS_ARGUMENT.test(argument)) ? SET_BY_ELECTRON : null)

/** @returns whether a switch turns off Chromium's sandbox. */
export const runsUnsandboxed = (commandLine: CommandLine): boolean =>
  ['no-sandbox', 'disable-setuid-sandbox', 'disable-namespace-sandbox', 'disable-seccomp-filter-sandbox'].some((name) =>
    commandLine.hasSwitch(name),
  )
