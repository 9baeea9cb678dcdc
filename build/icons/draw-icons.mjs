// Renders the project's drawings for the systems: PNGs and multi-size ICOs for the tray, one ICO and PNG for the app.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'
import { icoOf } from './ico.mjs'
import { TASKBARS, TRAY_STATES, trayGlyph } from './tray-glyph.mjs'

export const TRAY_SIZES = [16, 20, 24, 28, 32, 40, 48, 64]
const APP_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256]

function render(svg, size) {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } }).render().asPng()
}

/** Draws all icons into the folder: tray/<state>-<taskbar>[-size].{png,ico}, homeward.{ico,png}. */
export async function drawIcons(folder) {
  await mkdir(join(folder, 'tray'), { recursive: true })
  const writes = []
  for (const state of TRAY_STATES) {
    for (const taskbar of Object.keys(TASKBARS)) {
      const images = TRAY_SIZES.map((size) => ({ size, png: render(trayGlyph(state, taskbar, size), size) }))
      const base = join(folder, 'tray', `${state}-${taskbar}`)
      for (const { size, png } of images) writes.push(writeFile(`${base}-${size}.png`, png))
      writes.push(writeFile(`${base}.ico`, icoOf(images)))
    }
  }
  const drawing = await readFile(join(dirname(fileURLToPath(import.meta.url)), 'homeward.svg'))
  const app = APP_SIZES.map((size) => ({ size, png: render(drawing, size) }))
  writes.push(writeFile(join(folder, 'homeward.ico'), icoOf(app)))
  writes.push(writeFile(join(folder, 'homeward.png'), render(drawing, 512)))
  await Promise.all(writes)
}
