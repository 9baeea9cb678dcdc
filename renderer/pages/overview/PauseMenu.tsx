// The button to pause, with a menu of how long.
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { PauseRegular } from '@fluentui/react-icons/svg/pause'
import { minutesUntilTomorrow } from '../../../app/contract/until-tomorrow.ts'
import { useLanguage } from '../../i18n/Language.tsx'

interface Props {
  /** In minutes; null until the user resumes. */
  readonly pause: (minutes: number | null) => void
}

export function PauseMenu({ pause }: Props) {
  const { t } = useLanguage()
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={<PauseRegular />}>{t('window.overview.pause')}</MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={() => pause(60)}>{t('window.overview.pause-hour')}</MenuItem>
          <MenuItem onClick={() => pause(minutesUntilTomorrow(new Date()))}>
            {t('window.overview.pause-tomorrow')}
          </MenuItem>
          <MenuItem onClick={() => pause(null)}>{t('window.overview.pause-open')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
