// The dialog that the page asked for. What it is about may vanish meanwhile: then it closes.
import { useEffect } from 'react'
import { useSnapshot } from '../store/snapshot-store.ts'
import { closeDialog, type OpenDialog } from '../store/view-store.ts'
import { AccountDialog } from './domain/AccountDialog.tsx'
import { DomainDialog } from './domain/DomainDialog.tsx'
import { RemoveAccountDialog } from './domain/RemoveAccountDialog.tsx'
import { RemoveDomainDialog } from './domain/RemoveDomainDialog.tsx'
import { WhyDialog } from './explain/WhyDialog.tsx'
import { PropagationDialog } from './propagation/PropagationDialog.tsx'

export function ChosenDialog({ dialog }: { dialog: OpenDialog }) {
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
  if (dialog.kind === 'why' && record !== undefined) return <WhyDialog record={record} />
  if (dialog.kind === 'propagation' && record !== undefined) return <PropagationDialog record={record} />
  if (dialog.kind === 'edit-account' && account !== undefined) return <AccountDialog account={account} />
  if (dialog.kind === 'remove-account' && account !== undefined) return <RemoveAccountDialog account={account} />
  return <Vanished />
}

function Vanished() {
  useEffect(closeDialog, [])
  return null
}
