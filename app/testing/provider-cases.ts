/// <reference types="vite/types/importMeta.d.ts" />
// The cases of all providers, found in the practice.ts of each provider's folder.
import type { ProviderCase } from './provider-case.ts'

interface PracticeModule {
  /** By provider id. */
  readonly cases: Readonly<Record<string, ProviderCase>>
}

const modules = import.meta.glob<PracticeModule>('../providers/*/practice.ts', { eager: true })
const cases = new Map(Object.values(modules).flatMap((module) => Object.entries(module.cases)))

/** The case of a provider. Throws where its folder has none. */
export function caseOf(id: string): ProviderCase {
  const found = cases.get(id)
  if (found === undefined) throw new Error(`the practice.ts of provider "${id}" has no case for it`)
  return found
}
