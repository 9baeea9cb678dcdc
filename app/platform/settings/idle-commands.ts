// Warns about names whose program is never run, since the file does not switch programs on.
import { isSourceList, sourcesOf } from '../../contract/address-sources.ts'
import type { Settings } from '../../contract/settings.ts'
import type { ValueProblem } from './settings-problem.ts'

const problem = 'names a program that is not run: programs are off until detection has commands: true'

export const idleCommands = ({ records, detection }: Pick<Settings, 'records' | 'detection'>): ValueProblem[] =>
  detection.commands === true
    ? []
    : records.flatMap((record, index) =>
        (['ipv4', 'ipv6'] as const).flatMap((family) =>
          sourcesOf(record[family]).flatMap(({ source }, place) => {
            if (source !== 'command') return []
            const at = isSourceList(record[family]) ? [place] : []
            return [{ path: ['records', index, family, ...at, 'source'], problem }]
          }),
        ),
      )
