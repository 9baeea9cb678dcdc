// What the scenes ask for beyond the rules that stand. A test of it is skipped until the rule is there.
interface Awaited {
  /** A record stays with its line, a NAT before the router is asked about once, a captive portal is named. */
  readonly guards: boolean
}

export const RULES: Awaited = { guards: false }
