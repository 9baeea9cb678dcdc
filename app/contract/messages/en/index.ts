// English. Written from the user's side: what is true now, and what to do next. `{{name}}` are parameters; keys that
// end in `_one` and `_other` are the two plural forms of one message, chosen by its parameter `count`.
import { cliEn } from './cli.ts'
import { doctorEn } from './doctor.ts'
import { failureEn } from './failure.ts'
import { holdEn } from './hold.ts'
import { reasonEn } from './reason.ts'
import { shellEn } from './shell.ts'
import { statusEn } from './status.ts'
import { whyEn } from './why.ts'
import { windowEn } from './window.ts'

export const en = {
  /** What stands between two sentences. */
  'sentence-separator': ' ',
  /** Why something was chosen or decided, and what went wrong. */
  ...reasonEn,
  ...failureEn,
  trigger: {
    startup: 'Start-up',
    'network-change': 'Network change',
    'gateway-push': "Router's message",
    'file-change': 'Address file changed',
    resume: 'Wake from sleep',
    unlock: 'Session unlocked',
    'clock-jump': 'Clock was set',
    poll: 'Regular check',
    'config-change': 'Changed settings',
    retry: 'Retry',
    drift: 'Name had drifted',
    user: 'You asked',
  },
  /** State of one hostname and family, and result of one attempt. */
  'row-state': {
    confirmed: 'Confirmed',
    accepted: 'Accepted',
    unchanged: 'Up to date',
    unconfirmed: 'No answer yet',
    failed: 'Failed',
    held: 'On hold',
    unmanaged: 'Not managed',
    pending: 'Under way',
  },
  family: { ipv4: 'IPv4', ipv6: 'IPv6' },
  /** Everything that only the window says. */
  window: windowEn,
  /** The whole in a sentence, and what the app says of itself. */
  ...statusEn,
  /** What is on hold or parked, and the explanation of a name. */
  ...holdEn,
  ...whyEn,
  /** Tray, menu, toasts and native dialogs. */
  ...shellEn,
  /** The command line. */
  ...cliEn,
  ...doctorEn,
} as const
