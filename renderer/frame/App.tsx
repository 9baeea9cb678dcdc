// The window as a whole: waits for the first snapshot, then draws navigation and the page that is chosen.
import { Button, makeStyles, Spinner, Text } from '@fluentui/react-components'
import { useCallback, useEffect, useState } from 'react'
import { closestLocale } from '../../app/contract/locale.ts'
import { LanguageProvider, useLanguage } from '../i18n/Language.tsx'
import { useMaybeSnapshot } from '../store/snapshot-store.ts'
import { Look } from '../theme/Theme.tsx'
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
  const snapshot = useMaybeSnapshot()
  const [failed, setFailed] = useState(false)
  const start = useCallback(() => {
    setFailed(false)
    load().catch((cause: unknown) => {
      console.error('no first snapshot', cause)
      setFailed(true)
    })
  }, [load])
  useEffect(start, [start])

  return (
    <LanguageProvider locale={snapshot?.locale ?? closestLocale(navigator.language)}>
      <Look theme={snapshot?.settings.theme ?? 'system'}>
        {snapshot === null ? <Waiting failed={failed} again={start} /> : <Frame />}
      </Look>
    </LanguageProvider>
  )
}

function Waiting({ failed, again }: { failed: boolean; again: () => void }) {
  const { t } = useLanguage()
  const styles = useStyles()
  return (
    <main className={styles.middle}>
      {failed ? (
        <>
          <Text role="alert">{t('window.no-answer')}</Text>
          <Button onClick={again}>{t('window.try-again')}</Button>
        </>
      ) : (
        <Spinner label={t('window.loading')} />
      )}
    </main>
  )
}
