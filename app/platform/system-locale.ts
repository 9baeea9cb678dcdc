// The user's language, for a process without Electron and before Electron knows it.

/** @returns a BCP 47 tag */
export function systemLocale(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const { LC_ALL, LC_MESSAGES, LANG } = env
  return (LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale)
    .replace(/\..*$/, '')
    .replace('_', '-')
}
