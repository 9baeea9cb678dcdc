// A setting that is on or off.
import { Switch } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useLayout } from '../../theme/layout.ts'
import { SettingsRow } from './SettingsRow.tsx'

interface Props {
  readonly label: string
  readonly help: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly change: (checked: boolean) => void
  /** Drawn before the switch, such as a button. */
  readonly children?: ReactNode
}

export function SwitchRow({ label, help, checked, disabled, change, children }: Props) {
  const layout = useLayout()
  return (
    <SettingsRow
      label={label}
      help={help}
      control={(props) => (
        <div className={layout.row}>
          {children}
          <Switch {...props} disabled={disabled} checked={checked} onChange={(_event, data) => change(data.checked)} />
        </div>
      )}
    />
  )
}
