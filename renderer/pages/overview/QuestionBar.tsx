// What only the user can decide about the network: the question, and a button for each answer.
import { Button, MessageBar, MessageBarActions, MessageBarBody, mergeClasses } from '@fluentui/react-components'
import type { Answer, QuestionView } from '../../../app/contract/guards.ts'
import { shownHostname } from '../../../app/contract/hostname.ts'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import type { Command } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

interface Props {
  readonly question: QuestionView
  /** The domain whose card this is. */
  readonly hostname: string
  readonly command: Command
}

export function QuestionBar({ question, hostname, command }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const { id, message, isAsked, answers } = question
  return (
    <MessageBar intent={isAsked ? 'warning' : 'info'} layout="multiline">
      <MessageBarBody className={layout.breakable}>{message}</MessageBarBody>
      <MessageBarActions className={mergeClasses(layout.row, layout.end)}>
        {answers.map((answer) => {
          const label = t(labelOf(question, answer))
          return (
            <Button
              key={answer}
              size="small"
              aria-label={t('window.named', { label, name: shownHostname(hostname) })}
              disabledFocusable={command.busy}
              onClick={() => void command.send('question.answer', { id, answer })}
            >
              {label}
            </Button>
          )
        })}
      </MessageBarActions>
    </MessageBar>
  )
}

function labelOf({ guard }: QuestionView, answer: Answer): MessageKey {
  if (answer === 'only-at-home') return 'window.next-step.only-at-home'
  return guard === 'network' ? 'window.next-step.keep-network' : 'window.next-step.keep'
}
