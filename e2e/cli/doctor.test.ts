// `homeward doctor` as a process of its own, beside `run` and without it.
import { describe, expect, it } from 'vitest'
import { doctorReportSchema } from '../../app/contract/doctor.ts'
import { cliScene } from './cli-scene.ts'

const scene = cliScene()

describe('homeward doctor', () => {
  it('observes by itself where nothing runs, and sends nothing', async () => {
    const { home } = scene
    const { code, stdout, stderr } = await home.run(['doctor', '--config', home.settings, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const report = doctorReportSchema.parse(JSON.parse(stdout))
    expect(report).toMatchObject({
      ...{ version: 1, verdict: 'fine', isRunning: false },
      observations: [{ address: '11.22.33.44', answers: [{ source: 'echo', address: '11.22.33.44', agrees: true }] }],
    })
    expect(scene.updates()).toEqual([])
  })

  it('has the running instance check, and exits with 1 when no address is found', async () => {
    const { home, echo } = scene
    await scene.running()
    await expect.poll(() => scene.updates().length, { timeout: 10_000 }).toBe(1)
    const asked = echo.requests().length
    const fine = await home.run(['doctor', '--config', home.settings])
    expect(fine.code).toBe(0)
    expect(fine.stdout).toContain('The running instance has checked just now.')
    expect(fine.stdout).toContain('Address: 11.22.33.44')
    expect(echo.requests().length).toBe(asked + 1)
    echo.answer('ipv4', '<h1>Sign in</h1>')
    const lost = await home.run(['doctor', '--config', home.settings, '--json'])
    const report = doctorReportSchema.parse(JSON.parse(lost.stdout))
    expect(report).toMatchObject({ isRunning: true, observations: [{ outcome: 'unknown', address: null }] })
    expect(lost.code).toBe(report.online ? 1 : 4)
    expect(scene.updates()).toHaveLength(1)
  })
})
