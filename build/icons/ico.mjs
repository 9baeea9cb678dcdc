// Makes a Windows icon file: a directory of images, each stored as PNG (supported since Windows Vista).

const HEADER = 6
const ENTRY = 16

/**
 * @param {{ size: number, png: Buffer }[]} images square images, 1..256 pixels
 * @returns {Buffer} the .ico file's bytes
 */
export function icoOf(images) {
  const directory = Buffer.alloc(HEADER + ENTRY * images.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(images.length, 4)
  let offset = directory.length
  images.forEach(({ size, png }, index) => {
    const at = HEADER + ENTRY * index
    // One byte per side: 0 means 256.
    directory.writeUInt8(size % 256, at)
    directory.writeUInt8(size % 256, at + 1)
    directory.writeUInt16LE(1, at + 4)
    directory.writeUInt16LE(32, at + 6)
    directory.writeUInt32LE(png.length, at + 8)
    directory.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([directory, ...images.map(({ png }) => png)])
}
