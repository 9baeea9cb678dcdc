// A typed event: calls go down, events go up. The listener owns the disposer.
import type { Disposer } from './ports.ts'

export interface Event<T> {
  readonly listen: (listener: (value: T) => void) => Disposer
  readonly emit: (value: T) => void
  /** Whether there is a listener. */
  readonly hasListeners: boolean
}

export function createEvent<T>(): Event<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get hasListeners() {
      return listeners.size > 0
    },
    emit: (value) => {
      for (const listener of [...listeners]) listener(value)
    },
  }
}
