// The window's English labels, from the app's own catalogue: a changed label needs no change in a test.
import { translator } from '../app/contract/messages/translate.ts'

export const label = translator('en')
