/** What every object of a swarm carries: nodes, services, tasks, secrets, configs, and the swarm itself. */
export interface SwarmObject {
  /** 25 letters and digits. */
  readonly ID: string
  readonly Version: ObjectVersion
  /** RFC 3339 with nanoseconds. */
  readonly CreatedAt: string
  /** RFC 3339 with nanoseconds. */
  readonly UpdatedAt: string
}

/** Goes up with each change. An update names the one it was made from, and is refused when another came in between. */
export interface ObjectVersion {
  readonly Index: number
}

/** Answer of SecretCreate and ConfigCreate. */
export interface SwarmIdResponse {
  readonly ID: string
}

/** A driver for logs or secrets, or of templates (`golang`). */
export interface Driver {
  readonly Name: string
  readonly Options?: Readonly<Record<string, string>> | undefined
}

/** Certificates by which the nodes of a swarm know each other. */
export interface SwarmTlsInfo {
  /** PEM. */
  readonly TrustRoot: string
  /** Base64. */
  readonly CertIssuerSubject: string
  /** Base64. */
  readonly CertIssuerPublicKey: string
}
