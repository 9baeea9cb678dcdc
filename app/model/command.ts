// Port: runs a program that the user's settings file names.

export interface CommandOptions {
  /** Then it is ended, with every process that it started. */
  readonly timeoutMs: number
  /** Bytes of standard output; more ends it. */
  readonly maxBytes: number
}

export type CommandResult =
  | { readonly kind: 'ended'; readonly code: number; readonly output: Uint8Array }
  /** The system's error code, such as ENOENT or EACCES. */
  | { readonly kind: 'not-started'; readonly code: string }
  /** A signal that was not ours ended it. */
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-long' }

/**
 * Without a shell: no argument is ever read as another program, a variable or a file. Never rejects.
 * @param command the whole path of the program, then its arguments
 */
export type RunCommand = (command: readonly string[], options: CommandOptions) => Promise<CommandResult>
