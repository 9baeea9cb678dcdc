// The tray glyph as SVG, drawn separately for each pixel size, so that sharp edges lie on whole pixels: a house with a map pin
// as its door. States differ in shape first and in colour second.

export const TRAY_STATES = ['ok', 'updating', 'attention', 'offline', 'paused']

/** `light` and `dark` are the taskbar's colours, not the glyph's. */
export const TASKBARS = {
  dark: {
    body: '#ffffff',
    ok: '#3ddc84',
    updating: '#4cc2ff',
    attention: '#ffc83d',
    muted: '#b9c0c7',
    onBadge: '#10151a',
  },
  light: {
    body: '#1b1f23',
    ok: '#2fd27d',
    updating: '#0067c0',
    attention: '#e08700',
    muted: '#5c646c',
    onBadge: '#ffffff',
  },
}

/** @returns the house's outline: the eaves as wide as the canvas, the walls an eighth further in */
function housePath(size) {
  const unit = size / 16
  const left = Math.round(2 * unit)
  const right = size - left
  const eaves = Math.round(8.5 * unit)
  const floor = size - Math.max(1, Math.round(unit))
  const apex = Math.max(0.5, unit * 0.6)
  const overhang = left - 0.25 * unit
  const middle = size / 2
  const radius = unit
  return [
    `M${middle} ${apex}`,
    `L${right + overhang} ${eaves}`,
    `L${right} ${eaves}`,
    `L${right} ${floor - radius}`,
    `Q${right} ${floor} ${right - radius} ${floor}`,
    `L${left + radius} ${floor}`,
    `Q${left} ${floor} ${left} ${floor - radius}`,
    `L${left} ${eaves}`,
    `L${left - overhang} ${eaves}`,
    'Z',
  ].join(' ')
}

/** @returns a map pin that stands on the floor */
function pinPath(size) {
  const unit = size / 16
  const radius = Math.max(2, Math.round(2.4 * unit * 2) / 2)
  const middle = size / 2
  const top = Math.round(6.5 * unit)
  const centre = top + radius
  const point = size - Math.round(1.6 * unit)
  const reach = radius * 0.94
  return `M${middle} ${point} L${middle - reach} ${centre + radius * 0.45} A${radius} ${radius} 0 1 1 ${middle + reach} ${centre + radius * 0.45} Z`
}

/** The badge's box, in the lower right corner of the canvas. */
function badgeBox(size) {
  const side = Math.round(size * 0.5625)
  const odd = size <= 24 && side % 2 === 0 ? side + 1 : side
  return { x: size - odd, y: size - odd, side: odd }
}

function trianglePath({ x, y, side }) {
  return `M${x + side / 2} ${y} L${x + side} ${y + side} L${x} ${y + side} Z`
}

function badge(state, size, colours) {
  const box = badgeBox(size)
  const { x, y, side } = box
  const middle = x + side / 2
  const bar = (left, top, width, height, fill) =>
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${fill}"/>`
  const disc = `<circle cx="${middle}" cy="${y + side / 2}" r="${side / 2}"/>`
  if (state === 'attention') {
    const width = side % 2 === 1 ? Math.max(1, 2 * Math.round((side * 0.14 - 1) / 2) + 1) : 2 * Math.round(side * 0.07)
    const top = y + Math.round(side * 0.36)
    const dot = Math.max(1, Math.round(side * 0.12))
    const bottom = y + side - Math.max(1, Math.round(side * 0.1))
    const left = middle - width / 2
    const mark =
      bar(left, top, width, bottom - dot - Math.max(1, Math.round(side * 0.08)) - top, '#1b1f23') +
      bar(left, bottom - dot, width, dot, '#1b1f23')
    const shape = `<path d="${trianglePath(box)}" stroke-linejoin="round" stroke-width="${side * 0.12}"/>`
    return { shape, fill: colours.attention, mark }
  }
  if (state === 'paused') {
    const width = Math.max(2, Math.round(side * 0.17))
    const gap =
      (side - 2 * width) % 2 === side % 2 && side % 2 === 1
        ? Math.max(1, Math.round(side * 0.12) | 1)
        : 2 * Math.max(1, Math.round(side * 0.07))
    const height = side - 2 * Math.round(side * 0.24)
    const left = middle - width - gap / 2
    const top = y + (side - height) / 2
    return {
      shape: disc,
      fill: colours.muted,
      mark:
        bar(left, top, width, height, colours.onBadge) + bar(left + width + gap, top, width, height, colours.onBadge),
    }
  }
  const stroke = side % 2 === 1 ? Math.max(1, 2 * Math.round((side * 0.15 - 1) / 2) + 1) : 2 * Math.round(side * 0.075)
  if (state === 'offline') {
    const reach = Math.floor(side * 0.22) + 0.5 * (side % 2)
    const centre = y + side / 2
    const cross = `M${middle - reach} ${centre - reach} l${2 * reach} ${2 * reach} m0 ${-2 * reach} l${-2 * reach} ${2 * reach}`
    const width = Math.max(1.4, side * 0.13)
    return {
      shape: disc,
      fill: colours.muted,
      mark: `<path d="${cross}" stroke="${colours.onBadge}" stroke-width="${width}" stroke-linecap="square"/>`,
    }
  }
  const head = side * 0.24
  const top = y + Math.round(side * 0.2)
  const mark = `<path d="M${middle} ${y + side - Math.round(side * 0.2)} V${top + stroke * 0.7} M${middle - head} ${top + head + stroke * 0.6} L${middle} ${top + stroke * 0.6} L${middle + head} ${top + head + stroke * 0.6}" fill="none" stroke="${colours.onBadge}" stroke-width="${stroke}"/>`
  return { shape: disc, fill: colours.updating, mark }
}

function document(size, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">${content}</svg>`
}

/** @returns the SVG text of one state for one taskbar at one pixel size */
export function trayGlyph(state, taskbar, size) {
  const colours = TASKBARS[taskbar]
  const gap = Math.max(1, Math.round(size / 16))
  if (state === 'ok') {
    const house = `<mask id="m"><rect width="${size}" height="${size}" fill="#fff"/><path d="${pinPath(size)}" fill="#000" stroke="#000" stroke-width="${gap}"/></mask><path d="${housePath(size)}" fill="${colours.body}" mask="url(#m)"/>`
    return document(size, `${house}<path d="${pinPath(size)}" fill="${colours.ok}"/>`)
  }
  const { shape, fill, mark } = badge(state, size, colours)
  // Without a network the house is only an outline.
  const line = Math.max(1.25, size / 13)
  const house =
    state === 'offline'
      ? `<clipPath id="c"><path d="${housePath(size)}"/></clipPath><path d="${housePath(size)}" fill="none" stroke="${colours.body}" stroke-width="${2 * line}" clip-path="url(#c)" mask="url(#m)"/>`
      : `<path d="${housePath(size)}" fill="${colours.body}" mask="url(#m)"/>`
  const mask = `<mask id="m"><rect width="${size}" height="${size}" fill="#fff"/><g fill="#000" stroke="#000" stroke-width="${2 * gap}">${shape}</g></mask>`
  return document(size, `${mask}${house}<g fill="${fill}" stroke="none">${shape}</g>${mark}`)
}
