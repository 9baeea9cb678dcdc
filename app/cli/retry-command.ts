// `homeward retry ACCOUNT [HOSTNAME]`: lifts a hold or retries a parked job.
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import { carryOut } from './report.ts'

export const retryCommand = defineCommand<[account: string, hostname: string | undefined]>({
  name: 'retry',
  args: '<account> [hostname]',
  help: 'cli.command.retry',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [account, hostname = null], json, open }) =>
    carryOut(open(), { command: 'lift', payload: { account, hostname } }, json),
})
