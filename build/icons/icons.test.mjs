import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawIcons, TRAY_SIZES } from './draw-icons.mjs'
import { TASKBARS, TRAY_STATES, trayGlyph } from './tray-glyph.mjs'

let folder
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeward-icons-'))
  await drawIcons(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47])

/** The images that an .ico's directory lists. */
function imagesOf(ico) {
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index
    const offset = ico.readUInt32LE(at + 12)
    const data = ico.subarray(offset, offset + ico.readUInt32LE(at + 8))
    return { listed: ico.readUInt8(at) || 256, isPng: data.subarray(0, 4).equals(PNG), real: data.readUInt32BE(16) }
  })
}

/** Brightness on the taskbar's colour: states must also differ for people who see no colours. */
function greyOf(state, taskbar, size) {
  const { pixels } = new Resvg(trayGlyph(state, taskbar, size)).render()
  const background = taskbar === 'dark' ? 32 : 240
  return Array.from({ length: size * size }, (_, index) => {
    const [red, green, blue, alpha] = pixels.subarray(4 * index, 4 * index + 4)
    return 0.3 * red + 0.59 * green + 0.11 * blue + background * (1 - alpha / 255)
  })
}

describe('the icons', () => {
  it('have an image of each size for each state and taskbar', async () => {
    for (const state of TRAY_STATES) {
      for (const taskbar of Object.keys(TASKBARS)) {
        const images = imagesOf(await readFile(join(folder, 'tray', `${state}-${taskbar}.ico`)))
        expect(images.map(({ listed }) => listed)).toEqual(TRAY_SIZES)
        expect(images.every(({ listed, real, isPng }) => isPng && listed === real)).toBe(true)
      }
    }
    expect(await readdir(join(folder, 'tray'))).toHaveLength(10 * (TRAY_SIZES.length + 1))
  })

  it('of the app have every size from the smallest to Explorer’s largest', async () => {
    const images = imagesOf(await readFile(join(folder, 'homeward.ico')))
    expect(images.map(({ real }) => real)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256])
    expect((await readFile(join(folder, 'homeward.png'))).readUInt32BE(16)).toBe(512)
  })

  it.each(Object.keys(TASKBARS))(
    'show the five states differently without colour on a %s taskbar, at the smallest size',
    (taskbar) => {
      const greys = TRAY_STATES.map((state) => ({ state, grey: greyOf(state, taskbar, 16) }))
      for (const [index, one] of greys.entries()) {
        for (const other of greys.slice(index + 1)) {
          const differing = one.grey.filter((value, pixel) => Math.abs(value - other.grey[pixel]) > 40).length
          expect(differing, `${one.state} and ${other.state}`).toBeGreaterThanOrEqual(12)
        }
      }
    },
  )

  it('stand out from the taskbar they are for', () => {
    for (const state of TRAY_STATES) {
      for (const [taskbar, background] of [
        ['dark', 32],
        ['light', 240],
      ]) {
        const visible = greyOf(state, taskbar, 16).filter((value) => Math.abs(value - background) > 80).length
        expect(visible, `${state} on ${taskbar}`).toBeGreaterThan(45)
      }
    }
  })
})
