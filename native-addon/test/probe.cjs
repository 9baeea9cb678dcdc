// The program under test: loads one addon binary in its own process, runs one scenario, prints JSON lines.
//   node probe.cjs BINARY SCENARIO [ARGUMENT]
// Every scenario ends automatically. Exit code 7 says that the script reached its end: a crash cannot look like that.
const { writeSync } = require('node:fs')
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads')
const { loadNetworkMonitor } = require('../index.cjs')
const { processCounts } = require('./process-counts.cjs')

const [binary, scenario, argument] = isMainThread ? process.argv.slice(2) : [workerData.binary, 'worker']
const loaded = loadNetworkMonitor([binary])
if (!loaded.ok) throw new Error(loaded.reason)
const { monitor } = loaded

/** Writes synchronously, so that nothing is lost at process.exit, and works where standard output is no stream. */
const say = (row) => writeSync(1, `${JSON.stringify(row)}\n`)
// Its streams are not connected to those of this process, which cannot be opened where standard output is no stream.
const WORKER = { stdout: true, stderr: true }
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const counts = async () => {
  await sleep(300)
  globalThis.gc?.()
  await sleep(100)
  return processCounts()
}

async function repeatSubscriptions(times) {
  for (let i = 0; i < times; i += 1) {
    const subscription = monitor.subscribe(() => {})
    if (i % 10 === 0) await sleep(0)
    subscription.close()
  }
}

const SCENARIOS = {
  async list() {
    say(await monitor.listAdapters())
  },

  async neighbours() {
    say(await monitor.listNeighbours())
  },

  async route() {
    const [to, from] = argument.split(' ')
    say(await monitor.bestRoute(to, from))
  },

  /** One line when listening, one per callback, the list at the end. */
  async watch() {
    const subscription = monitor.subscribe((kinds) => say({ at: Date.now(), ...kinds }))
    say({ ready: true, notifications: subscription.notifications })
    await sleep(Number(argument))
    say({ notifications: subscription.notifications })
    subscription.close()
    say({ adapters: await monitor.listAdapters() })
  },

  /** Subscribes only after a pause, so that the test can first limit the process. */
  async lateWatch() {
    say({ ready: true, pid: process.pid, descriptors: processCounts().descriptors })
    await sleep(1000)
    const subscription = monitor.subscribe((kinds) => say({ at: Date.now(), ...kinds }))
    say({ subscribed: true, notifications: subscription.notifications })
    await sleep(Number(argument))
    say({ notifications: subscription.notifications })
  },

  async growth() {
    await repeatSubscriptions(20)
    const before = await counts()
    const started = Date.now()
    await repeatSubscriptions(Number(argument))
    say({ before, tookMs: Date.now() - started, after: await counts() })
  },

  /** Many lists at once while the tables change: none may fail. */
  async parallelLists() {
    let lists = 0
    for (let i = 0; i < Number(argument); i += 1) {
      const round = await Promise.all(Array.from({ length: 8 }, () => monitor.listAdapters()))
      lists += round.filter((adapters) => adapters.length > 0).length
    }
    say({ lists })
  },

  async throwInCallback() {
    let uncaught = 0
    process.on('uncaughtException', (error) => {
      if (error.message === 'from the callback') uncaught += 1
    })
    const subscription = monitor.subscribe(() => {
      throw new Error('from the callback')
    })
    await sleep(1500)
    subscription.close()
    say({ uncaught })
  },

  async closeInCallback() {
    let calls = 0
    let late = 0
    let closed = false
    const subscription = monitor.subscribe(() => {
      calls += 1
      if (closed) late += 1
      if (calls === 3) {
        subscription.close()
        closed = true
      }
    })
    await sleep(1500)
    subscription.close()
    subscription.unref()
    say({ calls, late, notifications: subscription.notifications })
  },

  /** Each of several subscriptions of one thread gets every change, also after others have closed. */
  async fanOut() {
    const calls = [0, 0, 0]
    const all = calls.map((_, i) =>
      monitor.subscribe(() => {
        calls[i] += 1
      }),
    )
    await sleep(700)
    all[0].close()
    const atClose = [...calls]
    await sleep(700)
    say({ atClose, atEnd: calls })
  },

  /** Subscribed and not closed: the process must still end at once. */
  async unheld() {
    monitor.subscribe(() => {})
  },

  async held() {
    const subscription = monitor.subscribe(() => {})
    subscription.ref()
    setTimeout(() => subscription.unref(), 500).unref()
  },

  async exitInCallback() {
    let calls = 0
    monitor.subscribe(() => {
      calls += 1
      if (calls === 5) process.exit(7)
    })
    await sleep(5000)
  },

  async exitWithListsUnderWay() {
    for (let i = 0; i < 50; i += 1) monitor.subscribe(() => {})
    for (let i = 0; i < 50; i += 1) void monitor.listAdapters()
    setTimeout(() => process.exit(7), 5)
  },

  /** Workers that are terminated while callbacks and lists are under way, some of them in an endless loop. */
  async terminateWorkers() {
    const started = Date.now()
    for (let i = 0; i < Number(argument); i += 1) {
      const worker = new Worker(__filename, { ...WORKER, workerData: { binary, spin: i % 3 === 2 } })
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
      if (i % 2) await sleep(5)
      await worker.terminate()
    }
    say({ tookMs: Date.now() - started, counts: await counts() })
  },

  async exitWithWorkers() {
    for (let i = 0; i < 3; i += 1) {
      const worker = new Worker(__filename, { ...WORKER, workerData: { binary, spin: i === 2 } })
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    }
    process.exit(7)
  },

  async badArguments() {
    const calls = {
      subscribe: () => monitor.subscribe(),
      bestRouteOfNumber: () => monitor.bestRoute(5),
      bestRouteOfText: () => monitor.bestRoute('example.org'),
      bestRouteWithZero: () => monitor.bestRoute('127.0.0.1\0'),
      bestRouteFromText: () => monitor.bestRoute('127.0.0.1', 'example.org'),
      setNotifications: () => {
        'use strict'
        const subscription = monitor.subscribe(() => {})
        subscription.close()
        subscription.notifications = true
      },
    }
    for (const [name, call] of Object.entries(calls)) {
      try {
        call()
        say({ name, error: null })
      } catch (error) {
        say({ name, error: error.name, message: error.message })
      }
    }
  },

  /** In a worker thread. */
  async worker() {
    let calls = 0
    const list = () => monitor.listAdapters().then(list)
    void list()
    monitor
      .subscribe(() => {
        calls += 1
        if (calls === 1) parentPort.postMessage('called')
        while (workerData.spin && calls === 2);
      })
      .ref()
  },
}

process.exitCode = 7
SCENARIOS[scenario]().catch((error) => {
  say({ failed: String(error.stack ?? error) })
  process.exitCode = 1
})
