// Runs the addon's contract suite under Wine: real address changes in the namespace, with node.exe as the probe's host.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { followProbe, PROBE_PATH, type RunningProbe } from '../../native-addon/test/probe.ts'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import type { Stage } from '../../native-addon/test/stage.ts'
import { type WineLab, windowsPath } from './lab.ts'
import { buildStandIn } from './stand-in-library.ts'

const execute = promisify(execFile)

export interface WineStage extends Stage {
  /** Runs a probe. The environment configures the stand-in library. */
  runWith(
    environment: Readonly<Record<string, string>>,
    scenario: string,
    argument?: string | number,
    timeoutMs?: number,
  ): RunningProbe
  /** Runs a probe in another program of the lab's folder than node.exe. */
  runIn(program: string, scenario: string): RunningProbe
}

/** Puts the cross-built addon, its test companions and the stand-in beside node.exe. */
export async function createWineStage(lab: WineLab): Promise<WineStage> {
  const crossBuild = join(projectRoot, 'build/native/cross-build-x64.mjs')
  await execute(process.execPath, [crossBuild])
  const addon = join(lab.folder, 'addon')
  mkdirSync(addon)
  cpSync(
    join(projectRoot, 'native-addon/prebuilds/win32-x64/homeward_network.node'),
    join(addon, 'homeward_network.node'),
  )
  await execute(process.execPath, [
    crossBuild,
    join(projectRoot, 'e2e/wine/process_counts.cc'),
    join(addon, 'process_counts.node'),
  ])
  buildStandIn(lab.folder)

  let storming = false
  const line = (scenario: string, argument: string | number): string[] => [
    ...['--expose-gc', windowsPath(PROBE_PATH), windowsPath(join(addon, 'homeward_network.node'))],
    ...[scenario, String(argument)],
  ]
  const runWith: WineStage['runWith'] = (environment, scenario, argument = '', timeoutMs = 40_000) =>
    followProbe(lab.pipeNode(line(scenario, argument), environment), timeoutMs)
  return {
    runWith,
    runIn: (program, scenario) => followProbe(lab.pipeNode(line(scenario, ''), {}, program), 40_000),
    // In a storm the stand-in also calls without pause: it polls too slowly for the real changes.
    run: (scenario, argument, timeoutMs) =>
      runWith(storming ? { STANDIN_STORM: '1' } : {}, scenario, argument, timeoutMs),
    addAddress: lab.namespace.addAddress,
    removeAddress: lab.namespace.removeAddress,
    storm: async () => {
      const end = await lab.namespace.storm()
      storming = true
      return async () => {
        storming = false
        await end()
      }
    },
    reactionLimitMs: 1_000,
    memoryLimitBytes: 16 << 20,
    workers: 20,
  }
}
