// `homeward dismiss ACCOUNT [HOSTNAME]`: gives up a parked job until the address changes again.
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import { carryOut } from './report.ts'

export const dismissCommand = defineCommand<[account: string, hostname: string | undefined]>({
  name: 'dismiss',
  alias: 'forget',
  args: '<account> [hostname]',
  help: 'cli.command.dismiss',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [account, hostname = null], json, open }) =>
    carryOut(open(), { command: 'dismiss', payload: { account, hostname } }, json),
})
