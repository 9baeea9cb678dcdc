import { expect, it } from 'vitest'
import { createAccountTurns } from './account-turns.ts'

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1))

it('an account’s questions come one after the other, in their order, and hold up no other account’s', async () => {
  const atProvider = createAccountTurns()
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await turn()
    log.push(`${name} ends`)
    return name
  }
  const all = [atProvider('a', work('a1')), atProvider('a', work('a2')), atProvider('b', work('b1'))]
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1'])
  expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends'])
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'))
})

it('a question that fails gives its turn on', async () => {
  const atProvider = createAccountTurns()
  const failing = atProvider('a', () => Promise.reject(new Error('a bug')))
  const next = atProvider('a', async () => 'answered')
  await expect(failing).rejects.toThrow('a bug')
  expect(await next).toBe('answered')
})
