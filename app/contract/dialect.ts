// How a dyndns2 server differs from others, as data. Each service has its dialect; an account can override it.
// docs/design/dialects.md says what follows from each value.
import * as z from 'zod/mini'

/** What the server does to a family that a request does not name. */
export const UNNAMED_FAMILIES = ['kept', 'removed', 'detected', 'unknown'] as const
export type UnnamedFamily = (typeof UNNAMED_FAMILIES)[number]

/**
 * `one`: `myip` holds one address, so two families take two requests. `comma`: `myip` holds both. `separate:x`: IPv4 is in
 * `myip` and IPv6 in the parameter x.
 */
export type AddressForm = 'one' | 'comma' | `separate:${string}`

const ADDRESS_FORM = /^(one|comma|separate:[A-Za-z][A-Za-z0-9_-]{0,31})$/

const addressFormSchema = z
  .custom<AddressForm>((value) => typeof value === 'string')
  .check(z.refine((value) => ADDRESS_FORM.test(value), 'must be one, comma, or separate: and the IPv6 parameter'))

/** Every key is optional: an absent one is taken from the account's service. */
export const dialectSchema = z.strictObject({
  /** `comma`: one request may name several hostnames, and the reply has a line for each. */
  hosts: z.optional(z.enum(['one', 'comma'])),
  addresses: z.optional(addressFormSchema),
  unnamedFamily: z.optional(z.enum(UNNAMED_FAMILIES)),
  /**
   * The word that keeps a family as it is: a value in place of the address ("no", "preserve"), or a separate parameter with the
   * family in its name ("keepipv4=1").
   */
  keepWord: z.optional(
    z
      .string()
      .check(
        z.regex(/^([A-Za-z0-9_-]{1,32}|[a-z]*ipv[46]=[A-Za-z0-9_-]{1,16})$/, 'must be a word, or like keepipv4=1'),
      ),
  ),
})
export type DialectSettings = z.infer<typeof dialectSchema>

/** A complete dialect. */
export interface Dialect {
  readonly hosts: 'one' | 'comma'
  readonly addresses: AddressForm
  readonly unnamedFamily: UnnamedFamily
  readonly keepWord?: string | undefined
}
