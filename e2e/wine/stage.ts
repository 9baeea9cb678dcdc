// The addon's contract stage under Wine: real address changes in the namespace, node.exe as the probe's host.
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
  /** A probe with the stand-in told what to play. */
  runWith(
    environment: Readonly<Record<string, string>>,
    scenario: string,
    argument?: string | number,
    limitMs?: number,
  ): RunningProbe
  /** A probe in another program of the lab's folder than node.exe. */
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
  const runWith: WineStage['runWith'] = (environment, scenario, argument = '', limitMs = 40_000) =>
    followProbe(lab.pipeNode(line(scenario, argument), environment), limitMs)
  return {
    runWith,
    runIn: (program, scenario) => followProbe(lab.pipeNode(line(scenario, ''), {}, program), 40_000),
    // In a storm the stand-in calls without end besides: the real changes come too slowly for its polling.
    run: (scenario, argument, limitMs) => runWith(storming ? { STANDIN_STORM: '1' } : {}, scenario, argument, limitMs),
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
