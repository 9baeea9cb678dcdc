// What each command needs: the one list that set-up installs from, announces from, and shows with --dry-run.
import { readFileSync } from 'node:fs'
import { inProject } from './project.mjs'

const { $comment, ...purposes } = JSON.parse(readFileSync(inProject('build/setup/debian-packages.json'), 'utf8'))
/** Names of packages by purpose. */
export const PURPOSES = purposes

/**
 * A name of a package, or names of one thing in different releases.
 * @typedef {string | string[]} Choice
 *
 * @typedef {object} Need
 * @property {string[]} packages purposes of `debian-packages.json`
 * @property {boolean} addon whether the native addon is built
 * @property {'none' | 'own' | 'any'} electron `own`: the electron package's version, another only after the user said yes;
 *   `any`: also the stand-in, where the own one cannot be downloaded
 */

const EVERYTHING = { packages: Object.keys(PURPOSES), addon: true, electron: 'any' }

/**
 * By the name of the npm script. A user needs no test tools, and the command line needs no window.
 * @type {Record<string, Need>}
 */
export const NEEDS = {
  check: { packages: [], addon: false, electron: 'none' },
  homeward: { packages: ['addon'], addon: true, electron: 'none' },
  start: { packages: ['addon', 'electron'], addon: true, electron: 'own' },
  demo: { packages: ['addon', 'electron', 'network', 'desktop', 'pictures'], addon: true, electron: 'any' },
  package: { packages: ['addon'], addon: true, electron: 'any' },
  'compare:dialects': { packages: ['addon', 'network', 'clients'], addon: true, electron: 'none' },
  bench: { packages: ['addon', 'electron', 'network', 'router', 'desktop', 'wine'], addon: true, electron: 'any' },
  test: EVERYTHING,
  setup: EVERYTHING,
}

/** Older names, which `npm run setup -- --for=…` still takes. */
const OLDER_NAMES = { cli: 'homeward', app: 'start', tests: 'test' }

/** @returns {Need | null} null when there is no such command */
export const needOf = (use) => NEEDS[OLDER_NAMES[use] ?? use] ?? null

/**
 * @param {Need} need
 * @returns {Choice[]}
 */
export const packagesOf = (need) => need.packages.flatMap((purpose) => PURPOSES[purpose])
