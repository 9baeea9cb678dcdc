// Styles that several pages share: cards, stacks, quiet text and machine text.
import { makeStyles, tokens } from '@fluentui/react-components'

export const NARROW = '@media (max-width: 640px)'

export const useLayout = makeStyles({
  /** A raised surface; its border keeps it visible in forced colours. */
  card: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    padding: '16px',
    minWidth: 0,
  },
  stack: { display: 'flex', flexDirection: 'column', gap: '12px', minWidth: 0 },
  tight: { display: 'flex', flexDirection: 'column', gap: '4px', minWidth: 0 },
  row: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '8px', minWidth: 0 },
  apart: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', flexWrap: 'wrap', gap: '8px 12px' },
  end: { justifyContent: 'flex-end' },
  grow: { flex: '1 1 auto', minWidth: 0 },
  quiet: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  strong: { fontWeight: tokens.fontWeightSemibold },
  /** Addresses and hostnames may break anywhere, so that they never make the page wider. */
  machine: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  breakable: { overflowWrap: 'anywhere' },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
  },
  text: { margin: 0 },
  /** Lets the control of a form field shrink: a select is otherwise as wide as its longest option. */
  field: { gridTemplateColumns: 'minmax(0, 1fr)', minWidth: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  hidden: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    margin: '-1px',
    padding: 0,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
    border: 0,
  },
})
