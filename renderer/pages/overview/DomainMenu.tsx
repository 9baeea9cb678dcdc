// The commands of a domain that are always there: edit it, explain it, show who sees which address, send it again.
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { EyeRegular } from '@fluentui/react-icons/svg/eye'
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal'
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle'
import { useRef } from 'react'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Command } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { type OpenDialog, openDialog } from '../../store/view-store.ts'

export function DomainMenu({ record, command }: { record: RecordStatus; command: Command }) {
  const { t } = useLanguage()
  const anchor = useRef<HTMLSpanElement>(null)
  const editable = useSnapshot((snapshot) => snapshot.settings.editable)
  const { account, hostname } = record
  const open = (dialog: OpenDialog) => {
    // The menu item disappears now. The dialog gives the focus back to the button instead.
    anchor.current?.querySelector('button')?.focus()
    openDialog(dialog)
  }
  return (
    <span ref={anchor}>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Tooltip content={t('window.overview.more', { hostname })} relationship="label">
            <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
          </Tooltip>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem
              icon={<EditRegular />}
              disabled={!editable}
              onClick={() => open({ kind: 'edit-domain', account, hostname })}
            >
              {t('window.next-step.edit-domain')}
            </MenuItem>
            <MenuItem icon={<QuestionCircleRegular />} onClick={() => open({ kind: 'explain', account, hostname })}>
              {t('window.why.ask')}
            </MenuItem>
            <MenuItem icon={<EyeRegular />} onClick={() => open({ kind: 'propagation', account, hostname })}>
              {t('window.propagation.ask')}
            </MenuItem>
            <MenuItem
              icon={<ArrowSyncRegular />}
              onClick={() => void command.send('record.force', { account, hostname })}
            >
              {t('window.overview.force')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </span>
  )
}
