// Binds the table's calls to Electron's channels: the one place that listens to pages.
import { ipcMain } from 'electron'
import { calls } from '../../contract/ipc.ts'
import type { Disposer } from '../../model/ports.ts'
import type { Dispatch } from './call-dispatcher.ts'

export function serveCalls(dispatch: Dispatch): Disposer {
  const names = Object.keys(calls)
  for (const name of names) {
    ipcMain.handle(name, (event, payload: unknown) => dispatch(name, event.senderFrame, payload))
  }
  return () => {
    for (const name of names) ipcMain.removeHandler(name)
  }
}
