/** A certificate for localhost and 127.0.0.1 that nobody trusts, valid for a hundred years; its key protects nothing. */
export const selfSigned: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgo7liM0zvHMlu7MnD
ZG1MP+83nqddcwDfeWSrDSsvqSqhRANCAATBOWbpjTLIlbBQ+0IUNcIFKLppso7E
AoYmckHWRNwO5BeiSYN0jUCUtCMkh//9XbLbeljNyVvdxRdpzoYaTEpV
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUCml3Ytmoyd4fkWB2bJudlUT/NugwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDA4MDM0N1oYDzIxMjYxMDMx
MDgwMzQ3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATBOWbpjTLIlbBQ+0IUNcIFKLppso7EAoYmckHWRNwO5BeiSYN0jUCU
tCMkh//9XbLbeljNyVvdxRdpzoYaTEpVo28wbTAdBgNVHQ4EFgQUOCLnBTQK/wHU
OxL5ffcmaxXTkXkwHwYDVR0jBBgwFoAUOCLnBTQK/wHUOxL5ffcmaxXTkXkwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAL2RAQB3w3DBAUvV1eJXmF3IeeeroDbj2kUOVByOFnogAiBX
VxEm+LWS7X8jJ6vvhsMx+WeNmhfN5e1YDVsZHJKY0g==
-----END CERTIFICATE-----
`,
}
