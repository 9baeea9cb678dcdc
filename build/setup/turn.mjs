// A lock for set-up: two commands that start together must not both write node_modules.
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheDir } from './project.mjs'

const lockFile = path.join(cacheDir, 'setup.lock')

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function tryLock() {
  try {
    const handle = await open(lockFile, 'wx')
    await handle.write(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''))
  // An empty file is being written right now.
  if (holder > 0 && !isAlive(holder)) await rm(lockFile, { force: true })
  return false
}

/** Runs `work` when no other set-up of this checkout is running. On a slow line that may take long, so the wait has no limit. */
export async function inTurn(log, work) {
  await mkdir(cacheDir, { recursive: true })
  const start = Date.now()
  let isLogged = false
  while (!(await tryLock())) {
    if (!isLogged && Date.now() - start > 1_000) {
      log(`waiting for another set-up of this checkout; if there is none, delete ${lockFile}`)
      isLogged = true
    }
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}
