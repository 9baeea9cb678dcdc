// A hostname as people write it, which breaks after a dot when it does not fit its line.
import { Fragment } from 'react'
import { shownHostname } from '../../app/contract/hostname.ts'

export function Hostname({ name }: { name: string }) {
  const labels = shownHostname(name).split('.')
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
