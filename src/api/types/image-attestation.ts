import type { Descriptor } from './descriptor.ts'

/** What somebody states of an image, such as how it was built or what is in it. */
export interface AttestationStatement {
  readonly Descriptor: Descriptor
  /** Kind of the statement: a URI such as `https://slsa.dev/provenance/v1` or `https://spdx.dev/Document`. */
  readonly PredicateType: string
  /** The statement as in-toto writes it; only when `statement` was asked for. */
  readonly Statement?: Readonly<Record<string, unknown>> | null
}
