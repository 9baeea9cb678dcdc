// Loads the packer's own libraries, in the versions that it uses.
import { createRequire } from 'node:module'

const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
/** Loads a module as app-builder-lib would. */
export const packerModule = createRequire(fromBuilder.resolve('app-builder-lib'))
