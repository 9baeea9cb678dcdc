// Every adapter as it is now: which one was chosen for each family, and why the others were not.
import { PageHead } from '../../components/PageHead.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { AdapterCard } from './AdapterCard.tsx'
import { adaptersInOrder } from './adapter-order.ts'

export function InterfacesPage() {
  const { t } = useLanguage()
  const layout = useLayout()
  const interfaces = useSnapshot((snapshot) => snapshot.interfaces)
  return (
    <>
      <PageHead title={t('window.nav.interfaces')} />
      <div className={layout.stack}>
        <p className={layout.text}>
          {t(interfaces.length === 0 ? 'window.interfaces.none' : 'window.interfaces.intro')}
        </p>
        <ul className={`${layout.list} ${layout.stack}`} aria-label={t('window.nav.interfaces')}>
          {adaptersInOrder(interfaces).map((adapter) => (
            <li key={adapter.id}>
              <AdapterCard adapter={adapter} />
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
