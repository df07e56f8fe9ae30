// Page "MinIO".
import { MinioContainer, type StartedMinioContainer } from '@testcontainers/minio'
import { Client } from 'minio'

const store: StartedMinioContainer = await new MinioContainer('minio/minio')
  .withUsername('warehouse')
  .withPassword('warehouse-secret')
  .start()
const client = new Client({
  endPoint: store.getHost(),
  port: store.getPort(),
  useSSL: false,
  accessKey: store.getUsername(),
  secretKey: store.getPassword(),
})
await client.makeBucket('parcels')
const urls: string[] = [store.getConnectionUrl(), `http://${store.getHost()}:${store.getUiPort()}`]
console.log(urls)
await store.stop()
