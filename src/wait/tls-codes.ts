/** Whether what answered does not speak TLS, by a code of Node or OpenSSL. */
export const isNoTls = (code: string): boolean => /^EPROTO$|WRONG_VERSION_NUMBER/.test(code)

/** Whether the certificate was refused: OpenSSL's names of why a chain is not accepted, as Node gives them. */
export const isDistrust = (code: string): boolean => /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CRL/.test(code)
