// The tray's pictures: an icon file with all sizes for Windows, an image with representations elsewhere.
import { join } from 'node:path'
import type { NativeImage } from 'electron'
import type { OverallState } from '../../contract/snapshot.ts'
import type { Taskbar } from './taskbar-theme.ts'

export interface IconParts {
  readonly folder: string
  readonly platform: NodeJS.Platform
  readonly createImage: () => NativeImage
  readonly readFile: (path: string) => Buffer
}

/** Linux panels are 22 to 32 pixels high and scale what they get: the larger drawing shrinks better than a small one grows. */
const LINUX_SIZES = [
  { size: 32, scaleFactor: 1 },
  { size: 64, scaleFactor: 2 },
] as const

export function createIconSource(parts: IconParts): (state: OverallState, taskbar: Taskbar) => NativeImage | string {
  const images = new Map<string, NativeImage>()
  return (state, taskbar) => {
    const base = join(parts.folder, `${state}-${taskbar}`)
    // Windows picks the size that its scale asks for only from a path to an .ico.
    if (parts.platform === 'win32') return `${base}.ico`
    const known = images.get(base)
    if (known !== undefined) return known
    const image = parts.createImage()
    for (const { size, scaleFactor } of LINUX_SIZES) {
      image.addRepresentation({ scaleFactor, width: size, height: size, buffer: parts.readFile(`${base}-${size}.png`) })
    }
    images.set(base, image)
    return image
  }
}
