import type { Engine } from '../api/index.ts'
import { owe } from '../run/outstanding.ts'
import { LABEL_TESTCONTAINERS_SESSION_ID } from '../spec/labels.ts'
import { session } from './session.ts'

/** What removes things when this process ends, as users of testcontainers know it. It is a process here, no container. */
export interface Reaper {
  readonly sessionId: string
  /** Empty: there is none. */
  readonly containerId: string
  /** Has what carries another session's id removed too. */
  addSession(sessionId: string): void
  /** Has what belongs to a Compose project removed too. */
  addComposeProject(projectName: string): void
}

/** The one of this process, which is started if it does not run yet. */
export const getReaper = async ({ engine }: { readonly engine: Engine }): Promise<Reaper> => {
  session().guard(engine)
  // What its users mark with our id is not known here.
  owe('reaper')
  return {
    sessionId: session().id,
    containerId: '',
    addSession: (sessionId) => session().guardLabel(engine, `${LABEL_TESTCONTAINERS_SESSION_ID}=${sessionId}`),
    addComposeProject: (name) => session().guardLabel(engine, `com.docker.compose.project=${name}`),
  }
}
