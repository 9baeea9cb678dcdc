// One family in the propagation dialog: the expected address, then each server and resolver with its answer.
import { mergeClasses } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { FamilyPropagation } from '../../../app/contract/propagation.ts'
import { type Evidence, EvidenceList } from '../../components/EvidenceList.tsx'
import { type Language, useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

type ServerAnswer = FamilyPropagation['servers'][number]
type ResolverAnswer = FamilyPropagation['resolvers'][number]

export function PropagationSection({ propagation }: { propagation: FamilyPropagation }) {
  const language = useLanguage()
  const layout = useLayout()
  const { t, formats, space } = language
  const { family, expected, state, zone, oldUntil, servers, resolvers } = propagation

  return (
    <section className={layout.stack} aria-label={t(`family.${family}`)}>
      <div className={layout.tight}>
        <h3 className={layout.heading}>{t(`family.${family}`)}</h3>
        <p className={mergeClasses(layout.text, layout.breakable)}>
          {expected === null
            ? t('window.propagation.nothing-expected')
            : t('window.propagation.expected', { address: expected })}
          {space}
          {t(`window.propagation.state.${state}`)}
        </p>
        {oldUntil !== null && (
          <p className={layout.text}>
            {t('window.propagation.old-until', { time: formats.moment(oldUntil, Date.now()) })}
          </p>
        )}
      </div>
      <EvidenceList
        title={zone === null ? t('window.propagation.servers') : t('window.propagation.servers-of', { zone })}
        items={servers.map((server) => serverEvidence(language, server, expected))}
      />
      <EvidenceList
        title={t('window.propagation.resolvers')}
        items={resolvers.map((resolver) => resolverEvidence(language, resolver))}
      />
    </section>
  )
}

function serverEvidence({ t }: Language, server: ServerAnswer, expected: string | null): Evidence {
  const { name, address, holds, problem } = server
  const addresses = (holds ?? []).join(t('window.separator'))
  const answer =
    holds === null
      ? t('window.propagation.unknown')
      : t(holds.length === 0 ? 'window.propagation.holds-nothing' : 'window.propagation.holds', { addresses })
  return {
    key: `${name} ${address}`,
    good: expected !== null && holds?.includes(expected) === true,
    content: <Answer name={name} address={address} answer={answer} detail={problem} />,
  }
}

function resolverEvidence({ t, formats }: Language, resolver: ResolverAnswer): Evidence {
  const { address, sees, addresses, until, problem } = resolver
  const separator = t('window.separator')
  const isRedirected = problem === 'redirected'
  const parts = [
    t(`window.propagation.${isRedirected ? 'redirected' : sees}`),
    sees === 'old' ? addresses.join(separator) : null,
    sees === 'old' && until !== null
      ? t('window.propagation.until', { time: formats.moment(until, Date.now()) })
      : null,
  ]
  const name = resolver.name === 'system' ? t('window.propagation.system') : resolver.name
  const answer = parts.filter((part) => part !== null).join(separator)
  return {
    key: `${name} ${address}`,
    good: sees === 'new' || sees === 'proxy',
    content: <Answer name={name} address={address} answer={answer} detail={isRedirected ? null : problem} />,
  }
}

interface AnswerProps {
  readonly name: string
  readonly address: string
  readonly answer: ReactNode
  /** The protocol's own word for a missing answer. */
  readonly detail: string | null
}

function Answer({ name, address, answer, detail }: AnswerProps) {
  const layout = useLayout()
  return (
    <>
      <span className={mergeClasses(layout.strong, layout.breakable)}>{name}</span>{' '}
      {address !== name && <span className={mergeClasses(layout.machine, layout.quiet)}>{address}</span>}
      <div className={layout.breakable}>
        {answer}
        {detail !== null && <span className={layout.quiet}> ({detail})</span>}
      </div>
    </>
  )
}
