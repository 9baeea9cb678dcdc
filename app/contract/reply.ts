// What travels back over a call's channel. A refusal is a value: Electron would wrap a thrown error in text of its own.

/** Stable words for machines; the message is for whoever reads the page's console. */
export type RefusalCode = 'unknown-call' | 'foreign-sender' | 'bad-payload' | 'bad-result' | 'failed'

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string }
