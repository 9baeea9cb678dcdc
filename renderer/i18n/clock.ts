// The present moment for components, from two shared tickers that run only while a component listens.
import { useSyncExternalStore } from 'react'

interface Ticker {
  subscribe(listener: () => void): () => void
  now(): number
}

function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let value = Date.now()
  let timer: ReturnType<typeof setInterval> | null = null
  const tick = () => {
    value = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    now: () => value,
    subscribe: (listener) => {
      listeners.add(listener)
      if (timer === null) {
        value = Date.now()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
  }
}

const seconds = createTicker(1_000)
const quarterMinutes = createTicker(15_000)

/** Epoch milliseconds; `second` for countdowns, `quarter-minute` for "3 minutes ago". */
export function useNow(pace: 'second' | 'quarter-minute'): number {
  const ticker = pace === 'second' ? seconds : quarterMinutes
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
