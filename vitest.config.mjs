// Unit tests run in parallel beside their sources. The others start processes, change real interfaces and measure time: one
// file at a time.
import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'out/**', 'dist/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{app,renderer,build}/**/*.test.{ts,tsx,mjs}', 'e2e/{servers,simulation,dialects}/**/*.test.ts'],
          exclude: [...exclude, 'build/package/package.test.mjs'],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['e2e/{lab,cli,kill}/**/*.test.ts'],
          exclude,
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'native',
          include: ['native-addon/test/**/*.test.{ts,mjs}'],
          exclude,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['build/package/package.test.mjs'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'wine',
          include: ['e2e/wine/**/*.test.{ts,mjs}'],
          exclude,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
