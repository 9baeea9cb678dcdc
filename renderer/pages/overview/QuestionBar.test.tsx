import { Children, isValidElement, type ReactElement, type ReactNode } from 'react'
import { expect, it, vi } from 'vitest'
import type { QuestionView } from '../../../app/contract/guards.ts'
import { QuestionBar } from './QuestionBar.tsx'

vi.mock('../../i18n/Language.tsx', () => ({ useLanguage: () => ({ t: (key: string) => key }) }))
vi.mock('../../theme/layout.ts', () => ({ useLayout: () => ({}) }))

type Item = ReactElement<{ children?: ReactNode; onClick?: () => void }>
const elementsIn = (node: ReactNode): Item[] =>
  Children.toArray(node).flatMap((child) =>
    isValidElement(child) ? [child as Item, ...elementsIn((child as Item).props.children)] : [],
  )

const question: QuestionView = {
  ...{ id: 'network network 02:00', guard: 'network', message: 'New network.', since: '2026-01-01T00:00:00.000Z' },
  ...{ records: [{ account: 'home', hostname: 'nas.example.org' }], isAsked: true, answers: ['keep', 'only-at-home'] },
}

it.each([
  ['window.next-step.keep-network', question, 'keep'],
  ['window.next-step.only-at-home', question, 'only-at-home'],
  ['window.next-step.keep', { ...question, guard: 'nat', answers: ['keep'] } as QuestionView, 'keep'],
])('the button %s gives its answer', (label, asked, answer) => {
  const send = vi.fn()
  const bar = QuestionBar({
    question: asked,
    hostname: 'nas.example.org',
    command: { send, busy: false, error: null } as never,
  })
  const button = elementsIn(bar).find(({ props }) => props.onClick !== undefined && props.children === label)
  button?.props.onClick?.()
  expect(send.mock.calls).toEqual([['question.answer', { id: question.id, answer }]])
})
