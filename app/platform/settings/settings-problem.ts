// A problem in the settings file: where it is, what was expected, and a sentence for people.

export interface SettingsProblem {
  readonly file: string
  /** From 1; null where the problem has no single location, as for a file that cannot be read. */
  readonly line: number | null
  readonly column: number | null
  /** The key, such as "records[2].hostname"; empty for the file as a whole. */
  readonly key: string
  /** "must be a whole number from 300 to 800, not a text". It quotes no value, since that may be a misplaced secret. */
  readonly problem: string
}

/** A problem of the parsed value, before its line is known. */
export interface ValueProblem {
  readonly path: readonly (string | number)[]
  readonly problem: string
  /** The problem is the key itself, not its value. */
  readonly atKey?: boolean
}

export function keyText(path: ValueProblem['path']): string {
  return path
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `.${JSON.stringify(part)}`,
    )
    .join('')
    .replace(/^\./, '')
}

/** @returns one sentence: "settings.yaml, line 12: records[2].hostname must be …". */
export function problemSentence({ file, line, key, problem }: SettingsProblem): string {
  const where = line === null ? file : `${file}, line ${line}`
  return `${where}: ${key === '' ? 'the file' : key} ${problem}.`
}
