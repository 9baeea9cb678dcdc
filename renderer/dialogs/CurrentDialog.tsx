// The dialog that the page opened. It closes when its account or domain no longer exists.
import { useEffect } from 'react'
import { useSnapshot } from '../store/snapshot-store.ts'
import { closeDialog, type OpenDialog } from '../store/view-store.ts'
import { AccountDialog } from './domain/AccountDialog.tsx'
import { DomainDialog } from './domain/DomainDialog.tsx'
import { RemoveAccountDialog } from './domain/RemoveAccountDialog.tsx'
import { RemoveDomainDialog } from './domain/RemoveDomainDialog.tsx'
import { ExplainDialog } from './explain/ExplainDialog.tsx'
import { PropagationDialog } from './propagation/PropagationDialog.tsx'

export function CurrentDialog({ dialog }: { dialog: OpenDialog }) {
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const records = useSnapshot((snapshot) => snapshot.records)
  const account = accounts.find(({ id }) => id === dialog.account)
  const record =
    'hostname' in dialog
      ? records.find((known) => known.account === dialog.account && known.hostname === dialog.hostname)
      : undefined

  if (dialog.kind === 'add-domain') return <DomainDialog record={null} initialAccount={dialog.account} />
  if (dialog.kind === 'edit-domain' && record !== undefined) {
    return <DomainDialog record={record} initialAccount={record.account} />
  }
  if (dialog.kind === 'remove-domain' && record !== undefined) return <RemoveDomainDialog record={record} />
  if (dialog.kind === 'explain' && record !== undefined) return <ExplainDialog record={record} />
  if (dialog.kind === 'propagation' && record !== undefined) return <PropagationDialog record={record} />
  if (dialog.kind === 'edit-account' && account !== undefined) return <AccountDialog account={account} />
  if (dialog.kind === 'remove-account' && account !== undefined) return <RemoveAccountDialog account={account} />
  return <CloseAtOnce />
}

function CloseAtOnce() {
  useEffect(closeDialog, [])
  return null
}
