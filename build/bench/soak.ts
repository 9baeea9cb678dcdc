// `npm run soak`: many real changes of address at a fast and at a slow provider, with faults, in a network of their own.
// Usage: node build/run-typescript.mjs build/bench/soak.ts [--changes=N] [--provider=MS[,MS]] [--json]
import { runInLab } from '../../e2e/lab/run-in-lab.ts'

runInLab('build/bench/soak-in-lab.ts')
