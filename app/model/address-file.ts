// Port: reads a small file that the user's settings name. Its content goes nowhere but to the parser of addresses.

export type FileReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array /** Epoch ms. */; readonly writtenAt: number }
  | { readonly kind: 'missing' | 'not-regular' | 'too-large' }
  /** `code` is the system's error code. */
  | { readonly kind: 'unreadable'; readonly code: string }

/** Never rejects, and never waits for long: the path may name a FIFO, a device or a share that is gone. */
export type ReadSmallFile = (path: string, maxBytes: number) => Promise<FileReading>
