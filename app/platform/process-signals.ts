// What the system sends to a process that is nobody's foreground task: signals, and the loss of whoever read its output.

export interface SignalTarget {
  on(event: string, listener: () => void): unknown
}

/**
 * Keeps the process alive when its terminal, collector or pipe goes away: an error of a stream that nobody listens to would
 * end it.
 */
export function outliveReaders(streams: readonly SignalTarget[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) stream.on('error', () => {})
}

/** Node opens a debugger's port on SIGUSR1, to whoever is on this machine. With a listener of ours it does nothing. */
export function keepInspectorClosed(target: SignalTarget = process): void {
  if (process.platform !== 'win32') target.on('SIGUSR1', () => {})
}
