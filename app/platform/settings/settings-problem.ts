// A mistake in the settings file: where it is and what was expected, with a sentence for people.

export interface SettingsProblem {
  readonly file: string
  /** From 1; null where the mistake is in no one place, as with a file that cannot be read. */
  readonly line: number | null
  readonly column: number | null
  /** The key, such as "records[2].hostname"; empty for the file as a whole. */
  readonly key: string
  /** "must be a whole number from 300 to 800, not a text". It quotes no value: a misplaced secret may be one. */
  readonly problem: string
}

/** A mistake before it is placed: where in the value, and what is wrong with it. */
export interface Finding {
  readonly path: readonly (string | number)[]
  readonly problem: string
  /** The mistake is the key itself, not its value. */
  readonly atKey?: boolean
}

export function keyText(path: Finding['path']): string {
  return path
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `.${JSON.stringify(part)}`,
    )
    .join('')
    .replace(/^\./, '')
}

/** One sentence: "settings.yaml, line 12: records[2].hostname must be …". */
export function problemSentence({ file, line, key, problem }: SettingsProblem): string {
  const place = line === null ? file : `${file}, line ${line}`
  return `${place}: ${key === '' ? 'the file' : key} ${problem}.`
}
