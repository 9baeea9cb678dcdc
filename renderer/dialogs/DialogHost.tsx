// Where dialogs appear. Their code is read with the first one, so that the window itself opens sooner.
import { lazy, Suspense } from 'react'
import { useView } from '../store/view-store.ts'

const ChosenDialog = lazy(async () => ({ default: (await import('./CurrentDialog.tsx')).ChosenDialog }))

export function DialogHost() {
  const dialog = useView((view) => view.dialog)
  if (dialog === null) return null
  return (
    <Suspense fallback={null}>
      <ChosenDialog key={JSON.stringify(dialog)} dialog={dialog} />
    </Suspense>
  )
}
