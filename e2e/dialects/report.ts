// What a client said and what the zone holds, as a verdict for each step, a table, and a page.
import { DIALECTS } from '../servers/dialects/dialects.ts'
import type { Claims, Told } from './client.ts'
import type { ServerRequest, ServerState } from './open-world.ts'
import {
  type Addresses,
  CLIENT_TITLES,
  CLIENTS,
  FAMILIES,
  knownNames,
  namesOf,
  type Place,
  STEPS,
  type Step,
} from './scenario.ts'

/**
 * `right`: every name of the server holds the line's addresses. `told`: every name holds the line's IPv4 address, and the client
 * tells its user which setting brings the IPv6 address. `honest`: neither, and the client does not say that a name holds what it
 * does not hold. `untrue`: it does.
 */
export type Verdict = 'right' | 'told' | 'honest' | 'untrue'

export interface StepResult {
  readonly dialect: string
  readonly client: Place['client']
  readonly step: string
  readonly verdict: Verdict
  readonly runs: number
  readonly requests: readonly ServerRequest[]
  readonly zone: ServerState['zone']
  readonly claims: Claims
  /** In words: what the zone holds, and what was said or wanted. */
  readonly differences: readonly string[]
}

export interface Comparison {
  readonly date: string
  readonly versions: Readonly<Record<string, string>>
  readonly results: readonly StepResult[]
}

export interface Observed {
  readonly place: Place
  readonly step: Step
  readonly runs: number
  readonly requests: readonly ServerRequest[]
  readonly zone: ServerState['zone']
  readonly claims: Claims
  readonly told: Told
}

const NOTHING: Addresses = { ipv4: null, ipv6: null }

export function judge({ place, step, told, ...seen }: Observed): StepResult {
  const { zone, claims } = seen
  const untrue = namesOf(place).flatMap((name) =>
    FAMILIES.flatMap((family) => {
      const [claimed, held] = [claims[name]?.[family] ?? null, zone[name]?.[family] ?? null]
      return claimed === null || claimed === held ? [] : [`${name} ${family}: says ${claimed}, the zone holds ${held}`]
    }),
  )
  const wrong = knownNames(place).flatMap((name) =>
    FAMILIES.flatMap((family) => {
      const held = (zone[name] ?? NOTHING)[family]
      const text = `${name} ${family}: the zone holds ${held} instead of ${step.line[family]}`
      return held === step.line[family] ? [] : [{ name, family, text }]
    }),
  )
  const isTold = wrong.every(({ name, family }) => {
    return family === 'ipv6' && told.some((one) => one.name === name && one.family === family)
  })
  const notRight: Verdict = isTold ? 'told' : 'honest'
  const verdict = untrue.length > 0 ? 'untrue' : wrong.length === 0 ? 'right' : notRight
  return { ...place, step: step.id, verdict, ...seen, differences: [...untrue, ...wrong.map(({ text }) => text)] }
}

const MARKS: Readonly<Record<Verdict, string>> = {
  right: 'right',
  told: 'told',
  honest: 'not done',
  untrue: '**untrue**',
}

/** How many of the server's names hold what the line has, in the words of one cell. */
function cell(result: StepResult | undefined): string {
  if (result === undefined) return '–'
  const { requests, verdict } = result
  return `${MARKS[verdict]}, ${requests.length} req.`
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

function table(results: readonly StepResult[], step: Step): string {
  const clients = CLIENTS.filter((id) => results.some(({ client }) => client === id))
  const dialects = DIALECTS.filter(({ id }) => results.some(({ dialect }) => dialect === id))
  const of = (dialect: string, client: string) =>
    results.find((one) => one.dialect === dialect && one.client === client && one.step === step.id)
  return [
    row(['server', ...clients.map((id) => CLIENT_TITLES[id])]),
    row(['---', ...clients.map(() => '---')]),
    ...dialects.map(({ id, title }) => row([title, ...clients.map((client) => cell(of(id, client)))])),
  ].join('\n')
}

/** What the zone holds after the last step, where it is not what the line has. */
function remains(results: readonly StepResult[]): string {
  const last = STEPS.at(-1)?.id
  return DIALECTS.flatMap(({ id, title }) => {
    const found = results.filter(({ dialect, step, verdict }) => dialect === id && step === last && verdict !== 'right')
    return found.map(({ client, differences }) => {
      const [first = ''] = differences
      const others = differences.length > 1 ? ` (and ${differences.length - 1} more)` : ''
      return `- ${title}, ${CLIENT_TITLES[client]}: ${first.replace(/^(\w+)\.\S+/, '`$1`')}${others}`
    })
  }).join('\n')
}

export function asMarkdown({ date, versions, results }: Comparison): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `# Clients at servers that we did not write

Written by \`npm run compare:dialects\` on ${date}: ${named.join(', ')}. Each server is a practice server in
\`e2e/servers/dialects\`, as strict as the real one, built from the vendor's page or source. Each client manages four names with
both families, one of which the server does not have; the client connects from another address than the one to publish.

- right: all three names hold both addresses. not done: they do not, and the client does not claim it.
- told: all three hold the IPv4 address, nothing untrue is claimed, and the client names the setting that brings the IPv6 address.
- **untrue**: the client's own records (Homeward: \`confirmed\`) name an address that the zone does not hold.
- req.: how many requests the server got in this step. A client runs again until it sends nothing, four times at most in the
  first step and twice in the others.

${STEPS.map((step) => `## ${step.title[0]?.toUpperCase()}${step.title.slice(1)}\n\n${table(results, step)}`).join('\n\n')}

## What is wrong at the end

${remains(results) || 'Nothing.'}
`
}

/** The rows of a page without the number of requests, which timing can change. */
export const verdictsOf = (page: string): readonly string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|') || line.startsWith('##'))
    .map((line) => line.replace(/, \d+ req\./g, ''))
