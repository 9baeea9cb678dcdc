// The end-to-end suite: one real app at a time, against practice servers. run-e2e.ts sets up the network and starts it.
// Two projects: "app" runs the checkout, "packaged" the package that `npm run package -- --test` makes.
import { defineConfig } from 'playwright/test'

const report = process.env.HOMEWARD_E2E_REPORT

export default defineConfig({
  testDir: 'specs',
  projects: [
    { name: 'app', testIgnore: /packaged\./ },
    { name: 'packaged', testMatch: /packaged\./ },
  ],
  outputDir: '../out/e2e/results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  forbidOnly: true,
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
})
