// The window as a whole: waits for the first snapshot, then draws the navigation and the current page.
import { Button, makeStyles, Spinner, Text } from '@fluentui/react-components'
import { useCallback, useEffect, useState } from 'react'
import { closestLocale } from '../../app/contract/locale.ts'
import { LanguageProvider, useLanguage } from '../i18n/Language.tsx'
import { useOptionalSnapshot } from '../store/snapshot-store.ts'
import { Theme } from '../theme/Theme.tsx'
import { Frame } from './Frame.tsx'

const useStyles = makeStyles({
  middle: {
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '16px',
    padding: '24px',
  },
})

export function App({ load }: { load: () => Promise<void> }) {
  const snapshot = useOptionalSnapshot()
  const [failed, setFailed] = useState(false)
  const start = useCallback(() => {
    setFailed(false)
    load().catch((error: unknown) => {
      console.error('there is no first snapshot', error)
      setFailed(true)
    })
  }, [load])
  useEffect(start, [start])

  return (
    <LanguageProvider locale={snapshot?.locale ?? closestLocale(navigator.language)}>
      <Theme theme={snapshot?.settings.theme ?? 'system'}>
        {snapshot === null ? <Starting failed={failed} retry={start} /> : <Frame />}
      </Theme>
    </LanguageProvider>
  )
}

function Starting({ failed, retry }: { failed: boolean; retry: () => void }) {
  const { t } = useLanguage()
  const styles = useStyles()
  return (
    <main className={styles.middle}>
      {failed ? (
        <>
          <Text role="alert">{t('window.no-answer')}</Text>
          <Button onClick={retry}>{t('window.try-again')}</Button>
        </>
      ) : (
        <Spinner label={t('window.loading')} />
      )}
    </main>
  )
}
