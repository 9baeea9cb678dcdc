// Runs the measurements in a network of their own.
import { runInLab } from '../../e2e/lab/run-in-lab.ts'

runInLab('build/bench/measure.ts')
