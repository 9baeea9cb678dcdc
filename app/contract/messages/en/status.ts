// The one sentence for the whole, and what the app says of itself.
export const statusEn = {
  summary: {
    none: 'No domain yet. Add one to begin.',
    ok_one: '{{hostname}} points to {{address}}.',
    ok_other: 'All {{count}} domains point home.',
    updating_one: 'Updating {{hostname}}…',
    updating_other: 'Updating {{count}} domains…',
    attention_one: '{{hostname}} needs you.',
    attention_other: '{{count}} domains need you.',
    'attention-app': 'Homeward needs you: {{message}}',
    waiting_one: '{{hostname}} is not up to date yet. Homeward keeps trying.',
    waiting_other: '{{count}} domains are not up to date yet. Homeward keeps trying.',
    dismissed_one: '{{hostname}} is not up to date: you dismissed its update.',
    dismissed_other: '{{count}} domains are not up to date: you dismissed their updates.',
    away_one: '{{hostname}} keeps its address: nothing is published from this network.',
    away_other: '{{count}} domains keep their addresses: nothing is published from this network.',
    offline: 'Offline. Your domains keep their last address.',
    paused: 'Paused. Nothing is updated until you resume.',
    'paused-until': 'Paused until {{until}}.',
  },
  notice: {
    'settings-invalid': 'The settings file has a mistake, so the last good settings stay in force. {{problem}}',
    'settings-unusable': 'The settings file cannot be used, so nothing is updated. {{problem}}',
    'settings-warning': 'The settings are in force, with a warning. {{problem}}',
    'log-unwritable': 'The log cannot be written ({{reason}}). Everything else goes on.',
    'store-damaged':
      'The history was damaged and has been set aside as {{path}}. Homeward started a new one; your settings are unharmed.',
    'store-quarantined_one':
      'One entry of the history was damaged and has been set aside. Nothing else is affected; check that your domains are right.',
    'store-quarantined_other':
      '{{count}} entries of the history were damaged and have been set aside. Nothing else is affected; check that your domains are right.',
    'store-unwritable':
      'The history cannot be written ({{reason}}), so nothing is sent: an update must be on record first. Free some space or make the folder writable; Homeward then continues automatically.',
    'store-locked':
      'Another program has the history locked, so nothing is sent: an update must be on record first. Close what has it open, such as a database viewer or a backup; Homeward then continues automatically.',
    'store-rewritten':
      'The history file was deleted while Homeward was running. Homeward has written it again; nothing is lost.',
    'credential-store':
      'The credential store cannot be read now: {{reason}} Unlock it; Homeward then continues automatically.',
    'adapter-polling': 'Network changes are noticed by checking every few seconds: {{reason}}',
    'plain-http': 'The account {{account}} sends its secret unencrypted to a server on your own network.',
  },
  /** Why something the user asked for was not done. */
  intent: {
    'unknown-provider': 'There is no provider called {{provider}}.',
    'unknown-field': '{{provider}} has no secret called {{field}}.',
    'unknown-record': '{{hostname}} is not in the settings. Add it there, or check its spelling.',
    paused: 'Homeward is paused, so nothing was checked. Resume it first.',
    'not-checked': 'Homeward could not check. The log says why.',
    'no-question': 'There is nothing to answer: the network has changed meanwhile, or it was answered already.',
    'nothing-to-undo': '{{hostname}} has no earlier address to go back to.',
    'account-on-hold':
      'Nothing was sent for {{hostname}}: its whole account {{account}} is on hold. To try that again: homeward retry {{account}}',
    'account-waits':
      'Nothing was sent for {{hostname}}: the provider asked its whole account {{account}} to wait, and nobody can shorten that.',
    'forced-just-now_one': '{{hostname}} was sent just now. It can be sent again in one second.',
    'forced-just-now_other': '{{hostname}} was sent just now. It can be sent again in {{count}} seconds.',
    'plain-echo':
      'An echo service of your own must begin with https: otherwise anybody on the way could answer with another address.',
    'portal-page': 'Pages by which a sign-in page is noticed are named in the settings file only.',
    'file-only': 'Only the settings file can name a program and switch programs on. Edit it there.',
    'bad-address-file':
      'The file must be a plain file of this computer. A network share or a device can only be named in the settings file.',
    'bad-path':
      'The certificate file must be a plain file of this computer. Name a share or a device in the settings file only.',
    'old-secret-left':
      'The account is saved, but the secret of its former service could not be taken out of the credential store: {{reason}}',
    'secret-left': 'The account is removed, but its secret could not be taken out of the credential store: {{reason}}',
  },
  /** Who sees which address, one sentence a verdict, then one for those who are behind. */
  verify: {
    holds: '{{hostname}} ({{family}}): all servers of {{zone}} that answered hold {{address}}.',
    several: '{{hostname}} ({{family}}): the servers of {{zone}} hold {{address}}, and others besides: {{found}}.',
    lagging: '{{hostname}} ({{family}}): some servers of {{zone}} do not hold {{address}} yet.',
    differs: '{{hostname}} ({{family}}): the servers of {{zone}} hold {{found}} instead of {{address}}.',
    gone: '{{hostname}} ({{family}}): the servers of {{zone}} hold no address; {{address}} was confirmed.',
    unknown: '{{hostname}} ({{family}}): no authoritative server could be reached, so this is inconclusive.',
    'provider-holds': '{{hostname}} ({{family}}): the provider itself says that it holds {{address}}.',
    unconfirmed: '{{hostname}} ({{family}}): no address was confirmed yet, so there is nothing to compare with.',
    old: 'Some resolvers may return the old address until {{at}}.',
  },
} as const
