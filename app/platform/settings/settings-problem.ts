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
  /** Nobody knows this key: it may be a value whose colon is missing a blank. */
  readonly isStray?: boolean
}

/** A misspelt key is a word with a value. Anything else is not repeated. */
const isMisspeltKey = (key: string | number | undefined, value: unknown): boolean =>
  typeof key === 'string' && /^[A-Za-z][A-Za-z_-]{0,30}$/.test(key) && value !== null && value !== undefined

/** @returns the problem without its key, where the key may be a secret. @param value what stands at the key */
export function withoutStrayKey(problem: ValueProblem, value: unknown): ValueProblem {
  if (problem.isStray !== true || isMisspeltKey(problem.path.at(-1), value)) return problem
  return { ...problem, path: problem.path.slice(0, -1), problem: 'holds a key that is not a setting here' }
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
