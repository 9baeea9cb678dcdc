// What the window shows in English, from the app's own catalogue: a changed label is changed here, too.
import { translator } from '../app/contract/messages/translate.ts'

export const label = translator('en')
