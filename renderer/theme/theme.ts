// Homeward's accent colour, between the blue and the green of its icon, in Fluent UI's light and dark themes.
import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components'

/** One hue in sixteen steps. Step 80 on white has a contrast of 5.2, step 100 on the dark card 5.3. */
const harbour: BrandVariants = {
  10: '#06181e',
  20: '#06252f',
  30: '#05313e',
  40: '#043f4f',
  50: '#024d60',
  60: '#035b71',
  70: '#006780',
  80: '#047692',
  90: '#0992b3',
  100: '#23aacf',
  110: '#52b4d4',
  120: '#6dbfda',
  130: '#8fcce2',
  140: '#b0dae9',
  150: '#cde6ef',
  160: '#eaf4f8',
}

const fontFamilyBase =
  "'Segoe UI Variable Text', 'Segoe UI', 'Microsoft YaHei UI', 'Noto Sans', 'Noto Sans CJK SC', system-ui, sans-serif"
const fontFamilyMonospace = "'Cascadia Mono', Consolas, 'Noto Sans Mono', 'DejaVu Sans Mono', monospace"

export const lightTheme: Theme = { ...createLightTheme(harbour), fontFamilyBase, fontFamilyMonospace }
export const darkTheme: Theme = {
  ...createDarkTheme(harbour),
  colorBrandForeground1: harbour[110],
  colorBrandForeground2: harbour[120],
  colorBrandForegroundLink: harbour[110],
  colorBrandForegroundLinkHover: harbour[120],
  fontFamilyBase,
  fontFamilyMonospace,
}
