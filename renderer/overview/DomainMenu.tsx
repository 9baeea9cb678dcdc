// What can be done with a domain at any time: edit it, send it again, put its earlier address back.
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo'
import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { EyeRegular } from '@fluentui/react-icons/svg/eye'
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal'
import { useRef } from 'react'
import type { RecordStatus } from '../../app/contract/snapshot.ts'
import type { Intent } from '../frame/intent.ts'
import { useLanguage } from '../language/Language.tsx'
import { useSnapshot } from '../store/snapshot-store.ts'
import { type OpenDialog, openDialog } from '../store/view-store.ts'

export function DomainMenu({ record, intent }: { record: RecordStatus; intent: Intent }) {
  const { t } = useLanguage()
  const place = useRef<HTMLSpanElement>(null)
  const editable = useSnapshot((snapshot) => snapshot.settings.editable)
  const { account, hostname, previous } = record
  const open = (dialog: OpenDialog) => {
    // The item is about to go: the focus shall come back to the button.
    place.current?.querySelector('button')?.focus()
    openDialog(dialog)
  }
  const earlier = [previous.ipv4, previous.ipv6].filter((address) => address !== null)
  return (
    <span ref={place}>
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
            <MenuItem icon={<EyeRegular />} onClick={() => open({ kind: 'propagation', account, hostname })}>
              {t('window.propagation.ask')}
            </MenuItem>
            <MenuItem
              icon={<ArrowSyncRegular />}
              onClick={() => void intent.send('record.force', { account, hostname })}
            >
              {t('window.overview.force')}
            </MenuItem>
            {earlier.length > 0 && (
              <MenuItem
                icon={<ArrowUndoRegular />}
                onClick={() => void intent.send('record.undo', { account, hostname })}
              >
                {t('window.overview.undo', { address: earlier.join(t('window.separator')) })}
              </MenuItem>
            )}
          </MenuList>
        </MenuPopover>
      </Menu>
    </span>
  )
}
