// The tray's images: on Windows an .ico file with all sizes, elsewhere an image with one representation a scale factor.
import { join } from 'node:path'
import type { NativeImage } from 'electron'
import type { OverallState } from '../../contract/snapshot.ts'
import type { Taskbar } from './taskbar-theme.ts'

export interface IconSourceOptions {
  readonly folder: string
  readonly platform: NodeJS.Platform
  readonly createImage: () => NativeImage
  readonly readFile: (path: string) => Buffer
}

/** Linux panels are 22 to 32 pixels high and scale the image. Shrinking a larger one looks better than growing a small one. */
const LINUX_SIZES = [
  { size: 32, scaleFactor: 1 },
  { size: 64, scaleFactor: 2 },
] as const

export function createIconSource(
  options: IconSourceOptions,
): (state: OverallState, taskbar: Taskbar) => NativeImage | string {
  const images = new Map<string, NativeImage>()
  return (state, taskbar) => {
    const base = join(options.folder, `${state}-${taskbar}`)
    // Windows picks the right size for its scale factor only when it gets the path of an .ico file.
    if (options.platform === 'win32') return `${base}.ico`
    const known = images.get(base)
    if (known !== undefined) return known
    const image = options.createImage()
    for (const { size, scaleFactor } of LINUX_SIZES) {
      image.addRepresentation({
        scaleFactor,
        width: size,
        height: size,
        buffer: options.readFile(`${base}-${size}.png`),
      })
    }
    images.set(base, image)
    return image
  }
}
