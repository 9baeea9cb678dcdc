// Connects the calls of the IPC table to Electron's channels. The only file that listens to pages.
import { ipcMain } from 'electron'
import { calls } from '../../contract/ipc.ts'
import type { Disposer } from '../../model/ports.ts'
import type { Dispatch } from './call-dispatcher.ts'

/** @returns a function that stops it. */
export function startIpcServer(dispatch: Dispatch): Disposer {
  const names = Object.keys(calls)
  for (const name of names) {
    ipcMain.handle(name, (event, payload: unknown) => dispatch(name, event.senderFrame, payload))
  }
  return () => {
    for (const name of names) ipcMain.removeHandler(name)
  }
}
