// Another program that has the database locked for a while, as a viewer with an open change. It says "held" once it has.
// Usage: hold-database FILE FOR-MS
import { DatabaseSync } from '@photostructure/sqlite'

const [file = '', forMs] = process.argv.slice(2)
const database = new DatabaseSync(file, { timeout: 10_000 })
database.exec('BEGIN EXCLUSIVE')
process.stdout.write('held\n')
setTimeout(() => {
  database.exec('COMMIT')
  database.close()
}, Number(forMs))
