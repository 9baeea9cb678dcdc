// All dialects, in the order in which the comparison shows them.
import { detecting } from './detecting.ts'
import type { Dialect } from './dialect.ts'
import { noWords } from './no-words.ts'
import { oneName } from './one-name.ts'
import { setReplacing } from './set-replacing.ts'
import { panels, singleAddress } from './single-address.ts'

export const DIALECTS: readonly Dialect[] = [
  ...setReplacing,
  ...singleAddress,
  ...detecting,
  ...oneName,
  ...panels,
  ...noWords,
]

export function dialectNamed(id: string): Dialect {
  const found = DIALECTS.find((dialect) => dialect.id === id)
  if (found === undefined) throw new Error(`there is no dialect ${id}`)
  return found
}
