// A setting with a few values to choose from.
import { makeStyles, Select } from '@fluentui/react-components'
import { SettingsRow } from './SettingsRow.tsx'

interface Option<T extends string> {
  readonly value: T
  readonly label: string
  /** The language of the label, if it is not the page's. */
  readonly lang?: string
}

interface Props<T extends string> {
  readonly label: string
  readonly help?: string
  readonly value: T
  readonly options: readonly Option<T>[]
  readonly disabled: boolean
  readonly change: (value: T) => void
}

const useStyles = makeStyles({ select: { minWidth: '180px' } })

export function SelectRow<T extends string>({ label, help, value, options, disabled, change }: Props<T>) {
  const styles = useStyles()
  return (
    <SettingsRow
      label={label}
      {...(help === undefined ? {} : { help })}
      control={(props) => (
        <Select
          {...props}
          className={styles.select}
          disabled={disabled}
          value={value}
          onChange={(_event, data) => {
            const chosen = options.find((option) => option.value === data.value)
            if (chosen !== undefined) change(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    />
  )
}
