/** The server's modules that its REST API needs, as the distribution names them; each is a plugin of its own. */
export const modules: readonly OpenSearchModule[] = [
  {
    name: 'transport-netty4',
    artifact: 'transport-netty4-client',
    className: 'org.opensearch.transport.Netty4Plugin',
  },
  {
    name: 'analysis-common',
    artifact: 'analysis-common',
    className: 'org.opensearch.analysis.common.CommonAnalysisPlugin',
  },
  {
    name: 'mapper-extras',
    artifact: 'mapper-extras-client',
    className: 'org.opensearch.index.mapper.MapperExtrasPlugin',
  },
  { name: 'lang-painless', artifact: 'lang-painless', className: 'org.opensearch.painless.PainlessPlugin' },
  { name: 'reindex', artifact: 'reindex-client', className: 'org.opensearch.index.reindex.ReindexPlugin' },
]

export interface OpenSearchModule {
  readonly name: string
  /** Its name among the Maven packages. */
  readonly artifact: string
  readonly className: string
}

/** What the server reads to load a module. */
export const moduleDescriptor = ({ name, className }: OpenSearchModule, version: string): string =>
  [
    ...[`name=${name}`, `description=${name}`, `version=${version}`, `classname=${className}`],
    ...['java.version=1.8', `opensearch.version=${version}`, 'extended.plugins=', 'has.native.controller=false', ''],
  ].join('\n')
