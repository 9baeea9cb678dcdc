// English text of the window.
export const windowEn = {
  title: 'Homeward',
} as const
