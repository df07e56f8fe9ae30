/** What to do about a failure whose words do not say so themselves. */
export const adviceFor = (engineMessage: string): string | undefined =>
  advice.find(({ words }) => words.test(engineMessage))?.cure

/** The engine's words, and as a further sentence what to do, where there is anything to add. */
export const withAdvice = (engineMessage: string): string => {
  const cure = adviceFor(engineMessage)
  return cure === undefined ? engineMessage : `${engineMessage.replace(/\.$/, '')}. ${cure}`
}

const advice: readonly { readonly words: RegExp; readonly cure: string }[] = [
  {
    words: /no space left on device/i,
    cure: 'Make room: `docker system prune` removes what nothing uses; a volume or tmpfs may have a size of its own.',
  },
  {
    words: /does not match the specified platform|no matching manifest for |no image found in .*for architecture/i,
    cure: 'Choose an image that exists for this platform, or do not ask for one.',
  },
  {
    words: /exec format error/i,
    cure: 'Its program is made for another platform: choose an image that exists for that of the engine.',
  },
  {
    words: /\bupdate out of sequence$/,
    cure: 'It has changed since that version: inspect it again, and repeat the change with the version that it has now.',
  },
  { words: /network\b.* not found/i, cure: 'Create the network first, or check its name.' },
]
