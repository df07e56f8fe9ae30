/** Images that the tests of each vitest project start. */
export const projectImages = {
  engine: [
    'busybox:latest',
    'alpine:latest',
    'alpine:3.18',
    'hello-world:latest',
    'alpine/socat:1.7.4.3-r0',
    'testcontainers/ryuk:0.14.0',
    'ghcr.io/shopify/toxiproxy:2.5.0',
  ],
  modules: [
    'mysql:9.7',
    'busybox:latest',
    'minio/minio:latest',
    'opensearchproject/opensearch:2.19.4',
    'opensearchproject/opensearch:1.3.7',
  ],
} as const
