// The frame of every form in a dialog: title, fields, error message, and the two buttons. Enter submits, Escape cancels.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components'
import { type FormEvent, type ReactNode, useRef } from 'react'
import { useLanguage } from '../i18n/Language.tsx'
import { closeDialog } from '../store/view-store.ts'
import { NARROW, useLayout } from '../theme/layout.ts'
import { ErrorMessage } from './ErrorMessage.tsx'

interface Props {
  readonly title: string
  readonly submitLabel: string
  readonly busy: boolean
  /** Why the last submit was refused; null when it was not. */
  readonly error: string | null
  /** @returns false when the form has problems: the first marked field then gets the focus. */
  readonly submit: () => boolean | Promise<boolean>
  /** Screen readers announce a question about removing something as an alert. */
  readonly alert?: boolean
  readonly children: ReactNode
}

const useStyles = makeStyles({
  surface: {
    width: '520px',
    maxWidth: 'calc(100vw - 32px)',
    [NARROW]: { maxWidth: 'calc(100vw - 16px)', padding: '16px' },
  },
  // Leaves room for the focus rings at the edge of the scrolling area.
  content: { padding: '2px 4px', margin: '-2px -4px' },
  actions: { [NARROW]: { gridRowStart: 'auto' } },
})

export function FormDialog({ title, submitLabel, busy, error, submit, alert = false, children }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const form = useRef<HTMLFormElement>(null)

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || (await submit())) return
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }

  return (
    <Dialog open modalType={alert ? 'alert' : 'modal'} onOpenChange={(_event, { open }) => !open && closeDialog()}>
      <DialogSurface className={styles.surface}>
        <form ref={form} noValidate onSubmit={(event) => void onSubmit(event)}>
          <DialogBody>
            <DialogTitle className={layout.breakable}>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              <div className={layout.stack}>
                {children}
                <ErrorMessage text={error} />
              </div>
            </DialogContent>
            <DialogActions className={styles.actions}>
              <Button onClick={closeDialog}>{t('window.action.cancel')}</Button>
              <Button appearance="primary" type="submit" disabledFocusable={busy}>
                {busy ? t('window.action.working') : submitLabel}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
