// Small snapshots, as the engine would build them: for tests of the shell.
import { appOptionsOf, emptySettings } from '../contract/settings.ts'
import type { AppSnapshot, RecordStatus } from '../contract/snapshot.ts'

export function createRecord(
  hostname: string,
  patch: Partial<RecordStatus> & { address?: string | null; message?: string } = {},
): RecordStatus {
  const { address = '11.22.33.44', message = null, ...rest } = patch
  const state = rest.state ?? 'ok'
  return {
    account: 'home',
    hostname,
    policies: { ipv4: 'auto', ipv6: 'off' },
    state,
    families: [
      {
        account: 'home',
        hostname,
        family: 'ipv4',
        desired: address,
        confirmed: address,
        confirmedAt: address === null ? null : new Date(0).toISOString(),
        accepted: null,
        acceptedAt: null,
        state: state === 'attention' ? 'failed' : 'confirmed',
        kind: state === 'attention' ? 'credentials' : null,
        message,
        heldUntil: null,
        hold: null,
        breaker: 'closed',
        nextLook: null,
      },
    ],
    previous: { ipv4: null, ipv6: null },
    verified: { ipv4: null, ipv6: null },
    onDrift: 'correct',
    learnt: [],
    ...rest,
  }
}

export function createSnapshot(locale: AppSnapshot['locale']): AppSnapshot {
  return {
    revision: 1,
    version: '0.1.0',
    locale,
    overall: 'ok',
    summary: locale === 'en' ? 'Everything is up to date.' : '全部域名均为最新。',
    pausedUntil: null,
    paused: false,
    holds: [],
    questions: [],
    records: [createRecord('nas.example.org'), createRecord('home.example.net')],
    accounts: [],
    interfaces: [],
    paths: [],
    providers: [],
    notices: [],
    settings: {
      file: 'settings.yaml',
      editable: true,
      ...appOptionsOf(emptySettings()),
      language: locale,
    },
    loginItem: 'unavailable',
    lastRound: null,
    nextLook: null,
  }
}
