// `homeward undo HOSTNAME`: restores the previous address.
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import { carryOut } from './report.ts'

export const undoCommand = defineCommand<[hostname: string]>({
  name: 'undo',
  args: '<hostname>',
  help: 'cli.command.undo',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [hostname], json, open }) => carryOut(open(), { command: 'undo', payload: { hostname } }, json),
})
