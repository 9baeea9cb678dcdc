import { join } from 'node:path'
import type { NativeImage } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { iconFiles, unpacked } from './icon-files.ts'
import { createIconSource } from './tray-icon.ts'

function sourceOn(platform: NodeJS.Platform) {
  const images: { addRepresentation: ReturnType<typeof vi.fn> }[] = []
  const source = createIconSource({
    folder: 'tray',
    platform,
    createImage: () => {
      const image = { addRepresentation: vi.fn() }
      images.push(image)
      return image as unknown as NativeImage
    },
    readFile: (path) => Buffer.from(path),
  })
  return { source, images }
}

describe('the tray’s images', () => {
  it('are paths of icon files on Windows, which picks the size for its scale factor', () => {
    const { source, images } = sourceOn('win32')
    expect(source('attention', 'light')).toBe(join('tray', 'attention-light.ico'))
    expect(images).toEqual([])
  })

  it('are images with two scale factors elsewhere, each read once', () => {
    const { source, images } = sourceOn('linux')
    expect(source('ok', 'dark')).toBe(source('ok', 'dark'))
    expect(source('ok', 'light')).not.toBe(source('ok', 'dark'))
    expect(images).toHaveLength(2)
    const drawn = images[0]?.addRepresentation.mock.calls.map(([{ scaleFactor, width, buffer }]) => [
      scaleFactor,
      width,
      String(buffer),
    ])
    expect(drawn).toEqual([
      [1, 32, join('tray', 'ok-dark-32.png')],
      [2, 64, join('tray', 'ok-dark-64.png')],
    ])
  })

  it('are beside the archive where Windows opens them itself', () => {
    expect(unpacked('C:\\Apps\\Homeward\\resources\\app.asar\\out\\icons')).toBe(
      'C:\\Apps\\Homeward\\resources\\app.asar.unpacked\\out\\icons',
    )
    expect(unpacked('/home/u/app.asar.d/out')).toBe('/home/u/app.asar.d/out')
    expect(iconFiles('/opt/app.asar/out', 'win32').tray).toContain('app.asar.unpacked')
    expect(iconFiles('/opt/app.asar/out', 'linux').tray).toBe(join('/opt/app.asar/out/icons/tray'))
    expect(iconFiles('/opt/app.asar/out', 'win32').toast).not.toContain('unpacked')
  })
})
