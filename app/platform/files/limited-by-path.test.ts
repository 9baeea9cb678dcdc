import { expect, it } from 'vitest'
import { limitedByPath } from './limited-by-path.ts'

const never = new Promise<string>(() => {})
const LIMIT_MS = 60

it('waits no longer than the limit, and starts no work while a path or every thread is late', async () => {
  const started: string[] = []
  const work = limitedByPath(
    (path) => {
      started.push(path)
      return path.startsWith('stuck') ? never : Promise.resolve(path)
    },
    LIMIT_MS,
    new Set(),
  )
  expect(await Promise.all(['stuck 1', 'good 1', 'good 2', 'stuck 1'].map(work))).toEqual([
    null,
    'good 1',
    'good 2',
    null,
  ])
  expect(await work('stuck 1')).toBeNull()
  expect(await work('stuck 2')).toBeNull()
  const before = performance.now()
  expect(await work('good 3')).toBeNull()
  expect(performance.now() - before).toBeLessThan(LIMIT_MS)
  expect(started).toEqual(['stuck 1', 'good 1', 'good 2', 'stuck 2'])
})

it('begins again once late work has ended, and passes on the failure of any work', async () => {
  let end = (): void => {}
  const work = limitedByPath(
    (path) =>
      path === 'late'
        ? new Promise<string>((resolve) => (end = () => resolve('done')))
        : Promise.reject(new Error(path)),
    LIMIT_MS,
    new Set(),
  )
  expect(await work('late')).toBeNull()
  expect(await work('late')).toBeNull()
  end()
  await new Promise((resolve) => setTimeout(resolve, 0))
  // It is begun again.
  expect(await work('late')).toBeNull()
  await expect(work('bad')).rejects.toThrow('bad')
})

it('leaves a thread to everything else, whatever kinds of work are stuck', async () => {
  const all: Parameters<typeof limitedByPath>[2] = new Set()
  const started: string[] = []
  const kind = (name: string) =>
    limitedByPath<string>(
      (path) => {
        started.push(`${name} ${path}`)
        return path.startsWith('stuck') ? never : Promise.resolve(path)
      },
      LIMIT_MS,
      all,
    )
  const [read, look] = [kind('read'), kind('look')]
  expect(await read('stuck 1')).toBeNull()
  // It would be stuck there as well.
  expect(await look('stuck 1')).toBeNull()
  expect(await look('good')).toBe('good')
  const stuck = [read('stuck 2'), look('stuck 3'), look('stuck 4'), look('stuck 5')]
  expect(await Promise.all(stuck)).toEqual([null, null, null, null])
  expect(started).toEqual(['read stuck 1', 'look good', 'read stuck 2', 'look stuck 3'])
})
