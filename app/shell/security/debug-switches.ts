// Switches that would open the app to whoever can start it with arguments. Fuses cover Node's; Chromium's need this list.

const REFUSED =
  /^--?(remote-debugging-(port|pipe|address|targets)|remote-allow-origins|inspect(-brk|-port|-publish-uid|-wait)?|js-flags|load-extension|disable-web-security|allow-file-access-from-files|ignore-certificate-errors.*|host-rules|host-resolver-rules|proxy-server|proxy-pac-url|renderer-cmd-prefix|utility-cmd-prefix|gpu-launcher|log-net-log|ssl-key-log-file)(=|$)/i

/** @returns the first argument that a packaged app does not start with; null when there is none. */
export function refusedSwitch(argv: readonly string[]): string | null {
  return argv.find((argument) => REFUSED.test(argument))?.split('=')[0] ?? null
}

/** @returns whether Chromium was told to run pages without its sandbox. */
export function runsUnsandboxed(argv: readonly string[]): boolean {
  return argv.some((argument) =>
    /^--(no-sandbox|disable-(setuid-|namespace-|seccomp-filter-)?sandbox)$/i.test(argument),
  )
}
