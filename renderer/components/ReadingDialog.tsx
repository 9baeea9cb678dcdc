// A dialog to read: a title, a close button, and text that scrolls by keyboard as well.
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  mergeClasses,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import type { ReactNode } from 'react'
import { useLanguage } from '../i18n/Language.tsx'
import { NARROW, useLayout } from '../theme/layout.ts'

const useStyles = makeStyles({
  surface: {
    width: '680px',
    maxWidth: 'calc(100vw - 32px)',
    [NARROW]: { maxWidth: 'calc(100vw - 16px)', padding: '16px' },
  },
  content: { padding: '2px 4px', margin: '-2px -4px' },
})

interface Props {
  readonly title: string
  readonly close: () => void
  readonly children: ReactNode
}

export function ReadingDialog({ title, close, children }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && close()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle
            className={layout.breakable}
            action={
              <Button
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={t('window.action.close')}
                onClick={close}
              />
            }
          >
            {title}
          </DialogTitle>
          <DialogContent tabIndex={0} className={mergeClasses(styles.content, layout.stack)}>
            {children}
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
