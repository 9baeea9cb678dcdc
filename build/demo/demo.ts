// Runs the demo in a network of its own, where root and Linux allow one.
import { runInLab } from '../../e2e/lab/run-in-lab.ts'

runInLab('build/demo/story.ts')
