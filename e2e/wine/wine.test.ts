// Everything Windows that can be shown without Windows: one prefix, one namespace, and the suites that share them.
import { afterAll, beforeAll, describe } from 'vitest'
import { describeContract } from '../../native-addon/test/contract.ts'
import { unless } from '../../native-addon/test/obstacle.ts'
import { describeIpHelper } from './ip-helper.ts'
import { makeWineLab, type WineLab, wineObstacle } from './lab.ts'
import { makeWineStage, type WineStage } from './stage.ts'

describe('Windows, by Wine', unless(wineObstacle), () => {
  let lab: WineLab
  let stage: WineStage
  beforeAll(async () => {
    lab = await makeWineLab()
    stage = await makeWineStage(lab)
  }, 300_000)
  afterAll(async () => lab?.remove(), 60_000)

  describe('the addon', () => {
    describeContract(() => stage)
    describeIpHelper(
      () => stage,
      () => lab,
    )
  })
})
