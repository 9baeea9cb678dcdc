// Reads an address without throwing. (URL.canParse is younger than the oldest runtime we support.)

export function parsedUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
