// Runs the comparison in a network of its own.
import { runInLab } from '../lab/run-in-lab.ts'

runInLab('e2e/dialects/compare.ts')
