// A hostname that breaks after its dots where it must break at all.
import { Fragment } from 'react'

export function DottedName({ name }: { name: string }) {
  const labels = name.split('.')
  return labels.map((label, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: labels repeat, and their place is what they are.
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
