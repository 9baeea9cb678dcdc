// Failures: the names of their kinds, a sentence for each code, and what stands beside such a sentence.
export const failureEn = {
  /** Names of the failure kinds, for labels and filters. */
  'failure-kind': {
    credentials: 'Sign-in refused',
    hostname: 'Name refused',
    account: 'Account refused',
    blocked: 'Blocked by the provider',
    throttled: 'Asked to wait',
    provider: 'Provider problem',
    network: 'Not reached',
    unrecognised: 'Answer not understood',
  },
  /** One sentence a failure: what is true now, then what to do next. Per kind, `other` serves the codes not named. */
  failure: {
    credentials: {
      other: "The provider refused the sign-in. Check this account's user name and token; nothing is sent until then.",
      badauth: 'The provider does not know this user name and password. Enter them again; nothing is sent until then.',
      ko: 'DuckDNS refused the token or does not know this name. Check both; nothing is sent until then.',
      'http-401': "The provider refused the sign-in without giving a reason. Check this account's user name and token.",
      'bad-token':
        'The provider does not know this token. Enter the token again, whole and without anything before or after it; nothing is sent until then.',
      'token-location':
        "The provider takes this token from certain addresses only, and this connection's is not one of them. Remove the address filter from the token at the provider, or enter a token without one.",
      'http-403':
        'The provider does not allow this token to change the name. Give it that right, or enter another one.',
      'secret-missing': 'This account has no stored secret yet. Edit the account and enter it.',
      'secret-other-server':
        'The server was changed: enter the password again. The stored one goes only to the server that it was entered for.',
      'secret-unreadable':
        'The secret is stored but cannot be read now. Unlock the credential store; Homeward then tries again automatically.',
      'field-missing': 'This account lacks its password or token. Edit the account and enter it.',
      'field-malformed': 'The password or token holds characters that none has, such as a line break. Enter it again.',
    },
    hostname: {
      other: 'The provider refused this hostname. Check its spelling and that it exists in this account.',
      nohost: 'This hostname does not exist in this account. Create it at the provider, or correct its spelling.',
      notfqdn: 'The provider needs the full hostname, such as nas.example.org. Correct it.',
      '!yours': 'This hostname belongs to another account at the provider. Choose the right account for it.',
      '!active': 'This hostname is not active. Activate it at the provider.',
      numhost: 'The provider takes fewer hostnames at once. Check how many your plan allows.',
      'several-records':
        'There are several address records with this name, and Homeward will not guess which one is meant. Keep one.',
      'zone-not-found':
        "This token sees no active zone for this hostname. Check the name, the zone's state and the token's rights.",
      'other-zone':
        'This hostname is not in the zone that the account names, so nothing was sent. Correct the zone ID of the account, or leave it empty.',
      'other-name':
        'The provider wrote another name than was asked for. Remove that record at the provider, and correct the zone of the account.',
      'http-403': 'The provider does not allow this token to change this name. Give it that right at the provider.',
      'http-400': "The provider does not take this name or its record as it is. Look at it on the provider's website.",
      'name-taken': 'Another record, such as a CNAME, holds this name at the provider. Remove it there first.',
      'not-duckdns': 'DuckDNS only serves names that end in .duckdns.org. Correct it or choose another account.',
      'family-not-in-template':
        'The URL of this account has no place for this kind of address. Add the placeholder, or switch the family off.',
      'one-family':
        'This server keeps one address of a name, or wants both in one list, so it gets the IPv4 address alone. If its page says that it takes a list, set dialect.addresses: comma for the account in the settings file; otherwise switch this family off.',
    },
    account: {
      other:
        'The provider refused the request for this account. Look at the account on its website, then edit it here.',
      '!donator': 'The provider reserves this for paying accounts. Change the plan or the settings of this account.',
      badagent: "The provider does not accept Homeward's name. Set a contact in the settings, or update Homeward.",
      badsys: 'The provider does not offer this kind of update. Check the settings of this account.',
      'plain-http': "The server's address would send the token unencrypted. Use an https address for this account.",
      'bad-template': 'The update URL of this account cannot be used. Correct it; nothing is sent until then.',
      endpoint: 'The server address of this account cannot be used. Correct it; nothing is sent until then.',
      'field-missing': 'This account lacks something the provider needs. Edit the account and fill it in.',
      'field-malformed': 'Something in this account has a form the provider does not take. Edit the account.',
    },
    blocked: {
      other: 'The provider has blocked this name or account. Clear it up on its website, then lift the hold here.',
      abuse: 'The provider has blocked updates for abuse. Clear it up on its website, then lift the hold here.',
    },
    throttled: {
      quota:
        'The provider takes only so many requests in a few minutes. Nothing to do: Homeward continues automatically.',
      other: 'The provider asked for a pause. Nothing to do: Homeward continues automatically when the pause is over.',
    },
    provider: {
      other: 'The provider has a problem. Nothing to do: Homeward tries again automatically.',
      '911': 'The provider reports a fault on its side. Nothing to do: Homeward tries again in half an hour.',
      dnserr: 'The provider reports a DNS fault on its side. Nothing to do: Homeward tries again in half an hour.',
    },
    network: {
      other: 'The provider could not be reached. Homeward tries again automatically, at once when the network returns.',
      timeout: 'The provider did not answer in time. Homeward tries again automatically.',
      dns: "The provider's server name could not be looked up. Check the network; Homeward tries again automatically.",
      'not-sent':
        'An earlier request of the same update failed, so this name is still to be sent. Homeward tries again automatically.',
      'other-family':
        'This server forgets the address that a request leaves out, and Homeward does not know now which other address this name holds. Nothing is sent until it does; it checks again automatically.',
      'form-on-trial':
        'Homeward is trying with another name in which form this server takes both addresses. This address is sent as soon as that is known.',
      'cut-off': 'Homeward was ended before the answer came. The next start finds out whether it was applied.',
      'not-arrived': 'The connection broke off before the update arrived. Homeward sends it again automatically.',
      refused: "The provider's server refused the connection. Homeward tries again automatically.",
      reset: 'The connection to the provider broke off. Homeward tries again automatically.',
      tls: "The provider's certificate is not trusted, so nothing was sent. Check this computer's clock and the server address.",
      offline: 'There is no network now. Homeward continues automatically when it returns.',
    },
    unrecognised: {
      internal: 'Homeward had an internal problem, so nothing was sent. It tries again later.',
      other:
        'The provider gave an answer that Homeward does not know, so the update does not count. It checks again later.',
      empty: 'The provider gave an empty answer, so the update does not count. Homeward checks again later.',
      html: 'The provider answered with a web page instead of a result. Check the server address of this account.',
      page: 'A web page came in place of an answer, as in an outage, so the update does not count. Homeward tries again automatically.',
      malformed:
        'The answer could not be read, so the update does not count. Homeward finds out whether it was applied before it tries again.',
      redirect:
        'The server sends visitors to another address; the token is not sent there. Check the server address of this account.',
      'failure-text':
        'The answer contains a text that you named as a failure, so the update does not count. Homeward checks again later.',
      'list-unanswered':
        'The server gave one answer for several names, which tells nothing about any of them. Homeward asks for each name alone.',
      'name-not-found':
        'The server says that it does not have this name. Create it there, or correct its spelling; Homeward tries again automatically.',
      'other-address':
        'The provider says that it stored another address than was sent, so the update does not count. Homeward checks again later.',
      'too-large':
        'The answer was far too long, so the update does not count. Check the server address of this account.',
    },
  },
  /** After a failure's sentence, for an account that never had a success. */
  'check-server-address': 'Check the server address of this account.',
  /** In place of a failure's sentence, while it is tried again a few times. */
  'slow-tries':
    'The provider refused it without giving a reason, although it took the same secret before. Check the secret, or enter it again; Homeward tries again automatically, slowly and three times at most.',
  /** Why the value of a field cannot be used. */
  'value-mistake': {
    control: 'It contains a line break or a control character. Enter it on one line.',
    quoted: 'It begins or ends with a quotation mark or a comma, which is no part of it. Enter it alone.',
    unseen: 'It contains a character that is not seen. Copy it again, or type it.',
    colon: 'It must hold no colon: HTTP Basic authentication cannot carry one in a user name.',
  },
  /** After a failure's sentence, where the provider's own words help. */
  'failure-detail': 'The secret cannot be read. {{detail}} Homeward checks again automatically.',
  'failure-words': 'The provider said: "{{detail}}"',
} as const
