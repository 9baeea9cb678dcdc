// The bridge between page and main process. It knows only the names of the channels: the main process parses the payloads,
// and neither an event object nor ipcRenderer reaches the page.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { Reply } from '../contract/ipc.ts'

/** The bundler inserts both from the table in app/contract/ipc.ts. */
declare const CALL_NAMES: readonly string[]
declare const PUSH_NAMES: readonly string[]

contextBridge.exposeInMainWorld('homeward', {
  call: async (name: string, payload: unknown): Promise<unknown> => {
    if (!CALL_NAMES.includes(name)) throw new Error(`unknown-call: ${name}`)
    const reply: Reply = await ipcRenderer.invoke(name, payload)
    if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`)
    return reply.value
  },
  listen: (name: string, listener: (value: unknown) => void): (() => void) => {
    if (!PUSH_NAMES.includes(name)) throw new Error(`unknown-push: ${name}`)
    const forward = (_event: IpcRendererEvent, value: unknown): void => listener(value)
    ipcRenderer.on(name, forward)
    return () => void ipcRenderer.removeListener(name, forward)
  },
})
