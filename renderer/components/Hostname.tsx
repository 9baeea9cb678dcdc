// A hostname that breaks after a dot when it does not fit its line.
import { Fragment } from 'react'

export function Hostname({ name }: { name: string }) {
  const labels = name.split('.')
  return labels.map((label, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: labels repeat, so only their index tells them apart.
    <Fragment key={index}>
      {label}
      {index < labels.length - 1 && (
        <>
          .<wbr />
        </>
      )}
    </Fragment>
  ))
}
