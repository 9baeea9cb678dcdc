// Simplified Chinese text of the window.
import type { Catalogue } from './catalogue.ts'
import type { windowEn } from './window-en.ts'

export const windowZhCN: Catalogue<typeof windowEn> = {
  title: 'Homeward',
}
