// Switches that would let anybody who can start the app with arguments control it. Electron's fuses turn off Node's switches;
// Chromium's need this list.

const REFUSED =
  /^--?(remote-debugging-(port|pipe|address|targets)|remote-allow-origins|inspect(-brk|-port|-publish-uid|-wait)?|js-flags|load-extension|disable-web-security|allow-file-access-from-files|ignore-certificate-errors.*|host-rules|host-resolver-rules|proxy-server|proxy-pac-url|renderer-cmd-prefix|utility-cmd-prefix|gpu-launcher|log-net-log|ssl-key-log-file)(=|$)/i

/** @returns the first switch with which a packaged app must not start; null when there is none. */
export function refusedSwitch(argv: readonly string[]): string | null {
  return argv.find((argument) => REFUSED.test(argument))?.split('=')[0] ?? null
}

/** @returns whether a switch turns off Chromium's sandbox. */
export function runsUnsandboxed(argv: readonly string[]): boolean {
  return argv.some((argument) =>
    /^--(no-sandbox|disable-(setuid-|namespace-|seccomp-filter-)?sandbox)$/i.test(argument),
  )
}
