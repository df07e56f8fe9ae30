exports.run = async (GenericContainer) => {
  const container = await new GenericContainer('busybox')
    .withCommand(['httpd', '-f', '-p', '80', '-h', '/site'])
    .withCopyContentToContainer([{ content: 'served', target: '/site/index.html' }])
    .withLabels({ 'slipway.sample': process.env.SAMPLE })
    .withExposedPorts(80)
    .start()
  try {
    const answer = await fetch(`http://${(await container.endpoint(80)).address}/`)
    console.log(process.version, await answer.text())
  } finally {
    await container.stop()
  }
}
