// `npm run soak`: many real changes of address at a fast and at a slow provider, with faults, in a network of their own.
// `npm run soak -- [--changes=N] [--provider=MS[,MS]] [--no-accounts] [--json]`
import { runInLab } from '../../e2e/lab/run-in-lab.ts'

runInLab('build/bench/soak-in-lab.ts')
