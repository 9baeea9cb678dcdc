import { describe, expect, it } from 'vitest'
import { type Bounds, parseBounds, positionWindow } from './bounds.ts'

const primary: Bounds = { x: 0, y: 0, width: 1920, height: 1040 }
const left: Bounds = { x: -1280, y: 100, width: 1280, height: 984 }

describe('the window’s position', () => {
  it('is the middle of the primary display at first', () => {
    expect(positionWindow(null, [primary, left])).toEqual({ x: 480, y: 180, width: 960, height: 680 })
  })

  it('is the last one, on any display', () => {
    const saved = { x: -1200, y: 200, width: 700, height: 600 }
    expect(positionWindow(saved, [primary, left])).toEqual(saved)
  })

  it('is the middle of the primary display when its own display is gone', () => {
    expect(positionWindow({ x: -1200, y: 200, width: 700, height: 600 }, [primary])).toEqual({
      x: 610,
      y: 220,
      width: 700,
      height: 600,
    })
  })

  it('is moved inside when it is partly outside', () => {
    expect(positionWindow({ x: 1800, y: -50, width: 700, height: 600 }, [primary])).toEqual({
      x: 1220,
      y: 0,
      width: 700,
      height: 600,
    })
  })

  it('fits a display that has become smaller', () => {
    expect(
      positionWindow({ x: 10, y: 10, width: 3000, height: 2000 }, [{ x: 0, y: 0, width: 800, height: 560 }]),
    ).toEqual({
      x: 0,
      y: 0,
      width: 800,
      height: 560,
    })
  })

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"x":1}',
    '{"x":1,"y":1,"width":0,"height":5}',
    '{"x":1e9,"y":0,"width":9,"height":9}',
    '{"x":"1","y":0,"width":9,"height":9}',
  ])('is ignored when the saved text is %s', (text) => {
    expect(parseBounds(text)).toBeNull()
  })

  it('is read as it was saved', () => {
    expect(parseBounds(JSON.stringify(left))).toEqual(left)
  })
})
