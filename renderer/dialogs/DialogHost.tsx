// Draws the open dialog. The code of the dialogs is loaded with the first one, so that the window itself opens sooner.
import { lazy, Suspense } from 'react'
import { useView } from '../store/view-store.ts'

const CurrentDialog = lazy(async () => ({ default: (await import('./CurrentDialog.tsx')).CurrentDialog }))

export function DialogHost() {
  const dialog = useView((view) => view.dialog)
  if (dialog === null) return null
  return (
    <Suspense fallback={null}>
      <CurrentDialog key={JSON.stringify(dialog)} dialog={dialog} />
    </Suspense>
  )
}
