// `homeward keep [HOSTNAME]`: answers what only the user can decide about the network that the computer is in.
import type { Answer } from '../contract/guards.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import { carryOut } from './report.ts'

export const keepCommand = defineCommand<[hostname: string | undefined], { readonly onlyAtHome?: boolean }>({
  name: 'keep',
  args: '[hostname]',
  help: 'cli.command.keep',
  options: [{ flags: '--only-at-home', help: 'cli.option.only-at-home' }, CONFIG, JSON_FLAG],
  run: ({ args: [hostname = null], flags, json, open }) => {
    const answer: Answer = flags.onlyAtHome ? 'only-at-home' : 'keep'
    return carryOut(open(), { command: 'keep', payload: { hostname, answer } }, json)
  },
})
