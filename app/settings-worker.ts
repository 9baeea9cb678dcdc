// Entry of the thread that checks and changes large settings files. It gets one task, answers, and is ended.
import { parentPort } from 'node:worker_threads'
import { runSettingsTask, type SettingsTask } from './platform/settings/settings-work.ts'
import { providerOf } from './providers/registry.ts'

parentPort?.once('message', (task: SettingsTask) => parentPort?.postMessage(runSettingsTask(task, providerOf)))
