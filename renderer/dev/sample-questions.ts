// What only the user can decide about the network: one name behind a carrier's NAT, and one in a network that is new.
import type { QuestionView } from '../../app/contract/guards.ts'
import type { Locale } from '../../app/contract/locale.ts'
import { sentence, translator } from '../../app/contract/messages/translate.ts'
import { type Reason, reason } from '../../app/contract/reason.ts'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { fromNow, off, record, row } from './sample-parts.ts'

export function withQuestions(locale: Locale, fine: AppSnapshot): AppSnapshot {
  const asked = (guard: QuestionView['guard'], account: string, hostname: string, why: Reason): QuestionView => ({
    ...{ id: `${guard} ${why.code}`, guard, message: sentence(locale, why), since: fromNow(-3_600) },
    ...{
      records: [{ account, hostname }],
      isAsked: true,
      answers: guard === 'nat' ? ['keep'] : ['keep', 'only-at-home'],
    },
  })
  const questions = [
    asked(
      'nat',
      'home',
      'myhouse.duckdns.org',
      reason('nat-carrier', { gateway: '192.168.1.1', address: '100.64.3.7' }),
    ),
    asked('network', 'cloudflare', 'nas.example.org', reason('network-new', { gateway: '10.0.0.1' })),
  ]
  const records = questions.map(({ id, message, records: [first] }) => {
    const { account = '', hostname = '' } = first ?? {}
    const ipv4 = row(account, hostname, 'ipv4', { message, question: id })
    return record([ipv4, row(account, hostname, 'ipv6', off)], 'attention')
  })
  const summary = translator(locale)('summary.attention', { count: 2, hostname: records[0]?.hostname ?? '' })
  return { ...fine, overall: 'attention', summary, records, questions }
}
