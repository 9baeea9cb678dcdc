// The sentence of a wish that was not granted, said aloud at once.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'

export function Refusal({ text }: { text: string | null }) {
  return (
    <div role="alert">
      {text !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{text}</MessageBarBody>
        </MessageBar>
      )}
    </div>
  )
}
