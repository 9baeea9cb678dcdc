// What is on hold or parked, in the window and on the command line.
export const holdEn = {
  hold: {
    /** What happens next without the user, one sentence per class. */
    class: {
      'needs-user': 'Stopped until you correct it.',
      blocked: 'Stopped until you lift the hold.',
      'until-time': 'On hold.',
      parked: 'Parked.',
      forgotten: 'Dismissed.',
    },
    'tries-in': 'Tries again in {{left}}.',
    'goes-on-in': 'Resumes in {{left}}.',
    due: 'Due now.',
    since: 'Since {{since}}.',
    tried_one: 'Tried once ({{since}}).',
    tried_other: 'Tried {{count}} times since {{since}}.',
    'tries-at': 'The next try is due on {{at}}.',
    'goes-on-at': 'The wait ends on {{at}}.',
    'last-answer': 'The last answer was "{{words}}".',
    'last-error': 'The last error was "{{words}}".',
  },
  /** The circuit breaker of an account; there is no sentence for a closed one. */
  breaker: {
    open: 'Too many failures in a row: nothing is sent to this account for a minute.',
    'half-open': 'After many failures in a row, the next try decides.',
  },
} as const
