// English text outside the window: tray, its menu, toasts and native dialogs. In hostnames and addresses nothing is translated.
export const shellEn = {
  tray: {
    starting: 'Starting…',
    'start-failed': 'Could not start: {{cause}}',
  },
  menu: {
    open: 'Open Homeward',
    record: '{{hostname}}   {{address}}',
    'record-updating': '{{hostname}}   updating…',
    'record-attention': '{{hostname}}   needs you',
    'record-waiting': '{{hostname}}   waiting',
    'record-offline': '{{hostname}}   offline',
    'record-unknown': '{{hostname}}   no address yet',
    'more-records_one': 'and {{count}} more…',
    'more-records_other': 'and {{count}} more…',
    'update-now': 'Update now',
    pause: 'Pause',
    'pause-hour': 'For 1 hour',
    'pause-tomorrow': 'Until tomorrow morning',
    'pause-endless': 'Until I resume',
    resume: 'Resume',
    settings: 'Settings',
    'try-again': 'Try again',
    quit: 'Quit Homeward',
  },
  toast: {
    'changed-title': 'Your address changed',
    changed: '{{hostname}} now points to {{address}}.',
    'changed-several_one': '{{hostname}} and {{count}} more now point to {{address}}.',
    'changed-several_other': '{{hostname}} and {{count}} more now point to {{address}}.',
    'attention-title': 'Homeward needs you',
    attention: '{{hostname}}: {{message}}',
    'attention-several_one': '{{hostname}} and {{count}} more need you. Open Homeward to see what to do.',
    'attention-several_other': '{{hostname}} and {{count}} more need you. Open Homeward to see what to do.',
    'recovered-title': 'Back in order',
    recovered: '{{hostname}} is up to date again.',
    'recovered-at': '{{hostname}} is up to date again and points to {{address}}.',
    'recovered-several_one': '{{hostname}} and {{count}} more are up to date again.',
    'recovered-several_other': '{{hostname}} and {{count}} more are up to date again.',
    'digest-title': 'A lot is happening',
    digest_one: '{{count}} more piece of news in the last hour. Open Homeward to see the history.',
    digest_other: '{{count}} more pieces of news in the last hour. Open Homeward to see the history.',
  },
  dialog: {
    'crash-title': 'The window cannot be shown',
    crash:
      'The Homeward window stopped working twice. Your names are still kept up to date. Try again from the tray icon; if it happens again, start Homeward again.',
    'start-title': 'Homeward cannot start',
    start: 'Something in Homeward failed while it started: {{cause}}',
    'folder-unusable':
      'The folder {{path}} cannot be made or written ({{code}}). Check its rights, or name another data folder by HOMEWARD_HOME.',
    'folder-taken':
      'Homeward is already running for this data folder (process {{process}}). Only one may send updates.',
    'folder-taken-unknown':
      'Homeward is already running for this data folder (another process). Only one may send updates.',
    'folder-unlockable': 'The data folder could not be locked ({{path}}): {{reason}}.',
    'file-changed': '{{file}} is not the file that Homeward came with. Please install it again.',
    'folder-owner':
      'The folder {{path}} belongs to another user (number {{owner}}; Homeward runs as {{user}}), who could change what Homeward does. Run Homeward as that user, give the folder to yourself (chown), or name another one by HOMEWARD_HOME.',
    'folder-mode':
      'Others may write to the folder {{path}} (mode {{mode}}), and could change what Homeward does. Take that away by "chmod go-w {{path}}", or name another folder by HOMEWARD_HOME.',
    'store-locked':
      'Another program has the history locked ({{path}}). Close what has it open, such as a database viewer or a backup, and try again.',
    'login-item-unavailable': 'Starting at sign-in can be switched on in the installed app only.',
    'login-item-failed': 'Starting at sign-in could not be changed: {{cause}}',
    'login-item-system': 'Starting at sign-in is switched off in the system’s own settings. Switch it on there.',
    'link-unknown': 'Homeward does not open this link.',
    'link-failed': 'The browser could not be opened.',
  },
} as const
