// Everything about Windows that can be tested without Windows: one Wine prefix, one namespace, and the suites that share them.
import { afterAll, beforeAll, describe } from 'vitest'
import { describeContract } from '../../native-addon/test/contract.ts'
import { unless } from '../../native-addon/test/obstacle.ts'
import { describeCredentials } from './credentials.ts'
import { describeFoundation } from './foundation.ts'
import { describeHomewardRun } from './homeward-run.ts'
import { type InstalledApp, installApp } from './installed-app.ts'
import { describeIpHelper } from './ip-helper.ts'
import { createWineLab, missingForWine, type WineLab } from './lab.ts'
import { describeLauncher } from './launcher.ts'
import { describeRunKey } from './run-key.ts'
import { createWineStage, type WineStage } from './stage.ts'

describe('Windows, by Wine', unless(missingForWine), () => {
  let lab: WineLab
  let stage: WineStage
  let app: InstalledApp
  beforeAll(async () => {
    lab = await createWineLab()
    stage = await createWineStage(lab)
    app = await installApp(lab)
  }, 300_000)
  afterAll(async () => lab?.remove(), 60_000)

  describe('the addon', () => {
    describeContract(() => stage)
    describeIpHelper(
      () => stage,
      () => lab,
    )
    describe('what adapters stand on', () =>
      describeFoundation(
        () => stage,
        () => lab,
      ))
  })
  describe('the installed command', () => describeLauncher(() => lab))
  describe('the command line', () =>
    describeHomewardRun(
      () => lab,
      () => app,
    ))
  describe('starting at sign-in', () => describeRunKey(() => lab))
  describe('the credential store', () =>
    describeCredentials(
      () => lab,
      () => app,
    ))
})
