/** A plugin of the engine, as PluginInspect and PluginList answer it. */
export interface Plugin {
  /** 64 hexadecimal digits. */
  readonly Id: string
  /** With its tag: `owner/name:latest`. */
  readonly Name: string
  /** It runs. */
  readonly Enabled: boolean
  /** What can be set, as it is set now. */
  readonly Settings: PluginSettings
  /** Where it was pulled from. */
  readonly PluginReference?: string
  readonly Config: PluginConfig
}

export interface PluginSettings {
  readonly Mounts: readonly PluginMount[] | null
  /** `NAME=value` */
  readonly Env: readonly string[] | null
  readonly Args: readonly string[] | null
  readonly Devices: readonly PluginDevice[] | null
}

/** What the plugin's author wrote into its `config.json`, where keys begin in lower case. */
export interface PluginConfig {
  readonly Description: string
  readonly Documentation: string
  readonly Interface: {
    /** What it can do: `docker.volumedriver/1.0`. */
    readonly Types: readonly string[] | null
    /** Name of the socket at which the engine talks to it. */
    readonly Socket: string
    readonly ProtocolScheme?: '' | 'moby.plugins.http/v1'
  }
  readonly Entrypoint: readonly string[] | null
  readonly WorkDir: string
  readonly User?: { readonly UID?: number; readonly GID?: number }
  /** `host`, `bridge`, `none` or empty. */
  readonly Network: { readonly Type: string }
  readonly Linux: {
    readonly Capabilities: readonly string[] | null
    readonly AllowAllDevices: boolean
    readonly Devices: readonly PluginDevice[] | null
  }
  /** Path whose mounts the engine's host sees too; empty when there is none. */
  readonly PropagatedMount: string
  readonly IpcHost: boolean
  readonly PidHost: boolean
  readonly Mounts: readonly PluginMount[] | null
  readonly Env: readonly (PluginSetting & { readonly Value: string | null })[] | null
  readonly Args: PluginSetting & { readonly Value: readonly string[] | null }
  readonly rootfs?: {
    readonly type?: string
    /** Digests. */
    readonly diff_ids?: readonly string[] | null
  }
}

export interface PluginSetting {
  readonly Name: string
  readonly Description: string
  /** What of it can be set, such as `value` or `source`. */
  readonly Settable: readonly string[] | null
}

export interface PluginMount extends PluginSetting {
  /** Path on the engine's host. */
  readonly Source: string | null
  /** Path in the plugin. */
  readonly Destination: string
  readonly Type: string
  /** Such as `rbind`. */
  readonly Options: readonly string[] | null
}

export interface PluginDevice extends PluginSetting {
  /** Such as `/dev/fuse`. */
  readonly Path: string | null
}

/** Something of the host that a plugin wants: `network` `['host']`, `mount` `['/data']`, `device`, `capabilities`. */
export interface PluginPrivilege {
  readonly Name: string
  readonly Description?: string | undefined
  readonly Value: readonly string[]
}

/** Narrows PluginList. A plugin must satisfy every key; within one key, one of the values. */
export interface PluginFilters {
  /** Such as `volumedriver`. */
  readonly capability?: readonly string[] | undefined
  readonly enabled?: readonly ('true' | 'false')[] | undefined
}
